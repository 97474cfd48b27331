package io.github.rrm4j.evaluation.stress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What each attack does to a judge: the change of its accuracy, and how often a verdict flips.
 *
 * <p>Each pair is shown in an order that a coin of its own decides, the same under every attack but
 * the swap. Judgement s of the plain pair is compared with judgement s of the attacked one; a flip
 * is a readable verdict for the one response that becomes a readable verdict for the other. Flips
 * of {@link Attack#REPEAT} are the noise that the others have to exceed.
 */
public final class StressSuite {

  private static final String PLAIN = "plain/";

  private final List<Pair> plain = new ArrayList<>();
  private final Map<Attack, Map<String, Pair>> attacked = new EnumMap<>(Attack.class);
  private final Map<Attack, Integer> leftOut = new EnumMap<>(Attack.class);

  /**
   * @param pairs with gold
   * @param attacks what is tried
   * @param fits whether a pair's prompt leaves room for a judgement; attacked pairs that do not fit
   *     are left out and counted
   * @param key of orders and words
   */
  public StressSuite(List<Pair> pairs, List<Attack> attacks, Predicate<OpenPair> fits, Key key) {
    for (Pair pair : pairs) {
      boolean swap = Order.byCoin(key, pair.id()) == Order.SWAPPED;
      Pair shown = swap ? pair.swapped() : pair;
      plain.add(shown.named(PLAIN + shown.id()));
      for (Attack attack : attacks) {
        Pair changed = attack.apply(shown, key.with(pair.id()).with(attack.label()));
        if (fits.test(OpenPair.of(changed))) {
          attacked.computeIfAbsent(attack, a -> new HashMap<>()).put(PLAIN + pair.id(), changed);
        } else {
          leftOut.merge(attack, 1, Integer::sum);
        }
      }
    }
  }

  /** Everything that has to be judged, in the order in which it is shown: plain pairs first. */
  public List<OpenPair> asked() {
    List<OpenPair> asked = new ArrayList<>();
    plain.forEach(pair -> asked.add(OpenPair.of(pair)));
    for (Map<String, Pair> changed : attacked.values()) {
      for (Pair pair : plain) {
        if (changed.containsKey(pair.id())) {
          asked.add(OpenPair.of(changed.get(pair.id())));
        }
      }
    }
    return asked;
  }

  /**
   * For each attack: accuracy without and with it and their difference, flip rate and its excess
   * over that of a repetition, share of judgements that can be read no more.
   *
   * @param pool filled with {@link #asked}
   * @param n judgements of each pair
   */
  public ResultRows effects(JudgementPool pool, int n) {
    List<ObjectNode> rows = new ArrayList<>();
    for (Attack attack : Attack.values()) {
      if (attacked.containsKey(attack) && attack.keepsGold()) {
        rows.add(row(attack, pool, n));
      }
    }
    return new ResultRows("attacks", rows);
  }

  private List<Pair> items(Attack attack) {
    return plain.stream().filter(pair -> attacked.get(attack).containsKey(pair.id())).toList();
  }

  private ObjectNode row(Attack attack, JudgementPool pool, int n) {
    List<Pair> items = items(attack);
    double[] before = new double[items.size()];
    double[] after = new double[items.size()];
    double[] lost = new double[items.size()];
    for (int i = 0; i < items.size(); i++) {
      Pair pair = items.get(i);
      Pair changed = attacked.get(attack).get(pair.id());
      before[i] = right(pool.of(pair.id(), n), pair.gold());
      after[i] = right(pool.of(changed.id(), n), changed.gold());
      lost[i] = unreadable(pool.of(changed.id(), n)) - unreadable(pool.of(pair.id(), n));
    }
    ObjectNode row = ResultRows.row().put("attack", attack.label()).put("n", items.size());
    row.put("left_out", leftOut.getOrDefault(attack, 0));
    ItemMeans.putShare(row, "accuracy_plain", before);
    ItemMeans.putShare(row, "accuracy_attacked", after);
    ItemMeans.putShareDifference(row, "change", after, before);
    double[] flips = flips(attack, items, pool, n);
    ItemMeans.putShare(row, "flip_rate", flips);
    Map<String, Pair> repeated = attacked.getOrDefault(Attack.REPEAT, Map.of());
    if (items.stream().allMatch(pair -> repeated.containsKey(pair.id()))) {
      ItemMeans.putShareDifference(row, "flip_excess", flips, flips(Attack.REPEAT, items, pool, n));
    } else {
      ItemMeans.putNull(row, "flip_excess");
    }
    row.put("unreadable_change", ItemMeans.average(lost));
    return row;
  }

  private double[] flips(Attack attack, List<Pair> items, JudgementPool pool, int n) {
    double[] flips = new double[items.size()];
    for (int i = 0; i < flips.length; i++) {
      Pair pair = items.get(i);
      Pair changed = attacked.get(attack).get(pair.id());
      List<PooledJudgement> plainly = pool.of(pair.id(), n);
      List<PooledJudgement> attackedly = pool.of(changed.id(), n);
      for (int s = 0; s < n; s++) {
        Outcome one = plainly.get(s).outcome(pair.gold());
        Outcome other = attackedly.get(s).outcome(changed.gold());
        boolean flip =
            one == Outcome.CORRECT && other == Outcome.WRONG
                || one == Outcome.WRONG && other == Outcome.CORRECT;
        flips[i] += flip ? 1.0 / n : 0;
      }
    }
    return flips;
  }

  /** What a judge chooses between two equal responses; no row where that was not tried. */
  public ResultRows identical(JudgementPool pool, int n) {
    List<ObjectNode> rows = new ArrayList<>();
    if (attacked.containsKey(Attack.IDENTICAL)) {
      List<Pair> items = items(Attack.IDENTICAL);
      double[] first = new double[items.size()];
      double[] second = new double[items.size()];
      double[] unreadable = new double[items.size()];
      for (int i = 0; i < items.size(); i++) {
        List<PooledJudgement> samples =
            pool.of(attacked.get(Attack.IDENTICAL).get(items.get(i).id()).id(), n);
        first[i] = share(samples, sample -> sample.verdict() == Verdict.FIRST);
        second[i] = share(samples, sample -> sample.verdict() == Verdict.SECOND);
        unreadable[i] = unreadable(samples);
      }
      ObjectNode row = ResultRows.row().put("n", items.size());
      row.put("left_out", leftOut.getOrDefault(Attack.IDENTICAL, 0));
      ItemMeans.putShare(row, "first", first);
      ItemMeans.putShare(row, "second", second);
      ItemMeans.putShare(row, "unreadable", unreadable);
      rows.add(ItemMeans.putShareDifference(row, "first_over_second", first, second));
    }
    return new ResultRows("identical", rows);
  }

  private static double right(List<PooledJudgement> samples, Side gold) {
    return share(samples, sample -> sample.outcome(gold) == Outcome.CORRECT);
  }

  private static double unreadable(List<PooledJudgement> samples) {
    return share(
        samples, sample -> sample.verdict().side().isEmpty() && sample.verdict() != Verdict.TIE);
  }

  private static double share(List<PooledJudgement> samples, Predicate<PooledJudgement> which) {
    return (double) samples.stream().filter(which).count() / samples.size();
  }
}
