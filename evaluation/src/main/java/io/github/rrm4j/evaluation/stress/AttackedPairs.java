package io.github.rrm4j.evaluation.stress;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.attack.Attack;
import io.github.rrm4j.data.attack.Attacks;
import io.github.rrm4j.data.attack.Attempt;
import io.github.rrm4j.data.attack.Attempt.Attacked;
import io.github.rrm4j.data.attack.Attempt.NotApplicable;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Pairs as they are and under each attack, in an order that a coin of each pair decides, the same
 * under every attack but the swap. {@link Attacks#BASELINE} is always among the attacks.
 */
public final class AttackedPairs {

  private static final String PLAIN = "plain/";
  private static final String NOT_CARRIED = "the judge's tokenizer has no tokens for this text";

  /**
   * What can be shown to a judge.
   *
   * @param fits whether a pair's prompt leaves room for a judgement
   * @param carries whether a character reaches the judge as it is written
   */
  public record Judgeable(Predicate<OpenPair> fits, IntPredicate carries) {

    /** What an asker can show to its judge. */
    public static Judgeable by(Asker asker) {
      return new Judgeable(asker::fits, asker::carries);
    }
  }

  /** The pairs under one attack, by the ids of the plain ones, and those that have none. */
  private static final class Tried {
    private final Map<String, Pair> pairs = new LinkedHashMap<>();
    private final Map<String, Integer> notApplicable = new LinkedHashMap<>();
    private int leftOut;
  }

  private final List<Pair> plain = new ArrayList<>();
  private final Map<Attack, Tried> tried = new LinkedHashMap<>();
  private final Map<Integer, Boolean> carried = new HashMap<>(); // characters

  /**
   * @param pairs with gold
   * @param attacks what is tried
   * @param judgeable attacked pairs that do not fit or are not carried are left out and counted
   * @param key of orders and words
   */
  public AttackedPairs(List<Pair> pairs, List<Attack> attacks, Judgeable judgeable, Key key) {
    Set<Attack> all = new LinkedHashSet<>(List.of(Attacks.BASELINE));
    all.addAll(attacks);
    all.forEach(attack -> tried.put(attack, new Tried()));
    for (Pair pair : pairs) {
      boolean swap = Order.byCoin(key, pair.id()) == Order.SWAPPED;
      Pair shown = swap ? pair.swapped() : pair;
      plain.add(shown.named(PLAIN + shown.id()));
      for (Attack attack : all) {
        Attempt attempt = attack.on(shown, key.with(pair.id()).with(attack.name()));
        attack(tried.get(attack), PLAIN + pair.id(), attempt, judgeable);
      }
    }
  }

  private void attack(Tried tried, String id, Attempt attempt, Judgeable judgeable) {
    if (attempt instanceof Attacked attacked) {
      OpenPair open = OpenPair.of(attacked.pair());
      if (!carried(open, judgeable)) {
        tried.notApplicable.merge(NOT_CARRIED, 1, Integer::sum);
      } else if (judgeable.fits().test(open)) {
        tried.pairs.put(id, attacked.pair());
      } else {
        tried.leftOut++;
      }
    } else if (attempt instanceof NotApplicable not) {
      tried.notApplicable.merge(not.reason(), 1, Integer::sum);
    }
  }

  /** Whether every character of a pair reaches the judge. */
  private boolean carried(OpenPair pair, Judgeable judgeable) {
    return Stream.of(pair.query(), pair.first(), pair.second())
        .flatMapToInt(String::codePoints)
        .allMatch(c -> carried.computeIfAbsent(c, judgeable.carries()::test));
  }

  /** Everything that has to be judged, in the order in which it is shown: plain pairs first. */
  public List<OpenPair> asked() {
    List<OpenPair> asked = new ArrayList<>();
    plain.forEach(pair -> asked.add(OpenPair.of(pair)));
    tried.values().forEach(each -> each.pairs.values().forEach(p -> asked.add(OpenPair.of(p))));
    return asked;
  }

  /** The attacks that were tried, the baseline first. */
  Set<Attack> attacks() {
    return tried.keySet();
  }

  /** The plain pairs that an attack could be made on. */
  List<Pair> plain(Attack attack) {
    return plain.stream().filter(pair -> tried.get(attack).pairs.containsKey(pair.id())).toList();
  }

  /** Whether an attack could be made on a plain pair. */
  boolean has(Attack attack, Pair pair) {
    return tried.get(attack).pairs.containsKey(pair.id());
  }

  /** What an attack made of a plain pair. */
  Pair attacked(Attack attack, Pair pair) {
    return tried.get(attack).pairs.get(pair.id());
  }

  /** How many attacked pairs had no room in the judge's positions. */
  int leftOut(Attack attack) {
    return tried.get(attack).leftOut;
  }

  /** How many pairs an attack could not be made on, by the reason. */
  Map<String, Integer> notApplicable(Attack attack) {
    return tried.get(attack).notApplicable;
  }
}
