package io.github.rrm4j.data.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.attack.Attempt.Attacked;
import io.github.rrm4j.data.attack.Attempt.NotApplicable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Puts attacked pairs in the place of a share of the training pairs, so that a judge learns not to
 * fall for them. The better response stays better, and there are as many pairs as before.
 *
 * <p>Whether a pair is attacked, and how, is a draw of its own for each turn. A pair that cannot
 * carry the attack that was drawn stays as it is, and is counted.
 *
 * <p>Source: Zhao et al. 2025 ("One Token to Fool LLM-as-a-Judge", arXiv 2507.08794), section 4,
 * who add such answers to the training data. Differs: they take the place of other pairs.
 */
public final class Negatives {

  private static final String NO_ROOM = "the attacked prompt is longer than data.max_prompt_tokens";

  /**
   * @param share of the pairs that are attacked, from 0 to 1
   * @param attacks drawn with equal chances; at least one where the share is above 0
   */
  public record Settings(double share, List<Attack> attacks) {

    /** No pair is attacked. */
    public static final Settings NONE = new Settings(0, List.of());

    public Settings {
      attacks = List.copyOf(attacks);
    }
  }

  private final Settings settings;
  private final Key key;
  private final Predicate<Pair> fits;
  private final Map<String, Long> attacked = new TreeMap<>();
  private final Map<String, Long> leftAlone = new TreeMap<>();
  private long turn;
  private long drawn;

  /**
   * @param key what the draws depend on
   * @param fits whether the prompt of an attacked pair is within the limit
   */
  public Negatives(Settings settings, Key key, Predicate<Pair> fits) {
    this.settings = settings;
    this.key = key;
    this.fits = fits;
  }

  /** The pair that is used in the next turn: the given one, or what an attack makes of it. */
  public Pair of(Pair pair) {
    Key draw = key.with(turn++);
    if (draw.uniform(0) >= settings.share()) {
      return pair;
    }
    drawn++;
    Attack attack = settings.attacks().get(draw.below(1, settings.attacks().size()));
    Attempt attempt = attack.on(pair, draw.with(attack.name()));
    if (attempt instanceof Attacked made && fits.test(made.pair())) {
      attacked.merge(attack.name(), 1L, Long::sum);
      return made.pair();
    }
    String why = attempt instanceof NotApplicable not ? not.reason() : NO_ROOM;
    leftAlone.merge(attack.name() + ": " + why, 1L, Long::sum);
    return pair;
  }

  /**
   * Checks that some pair was attacked, if any was to be.
   *
   * @param place of the pairs, for the message
   * @throws InvalidInput if none could be
   */
  public void check(String place) {
    if (drawn > 0 && attacked.isEmpty()) {
      throw InvalidInput.of(
          "%s: none of %d pairs can carry a negative (%s), must be able to; choose other data.negatives.attacks",
          place, drawn, counted(leftAlone));
    }
  }

  /** One line for what was attacked, and one for what was not though it was drawn. */
  public List<String> lines(String place) {
    List<String> lines = new ArrayList<>();
    long made = attacked.values().stream().mapToLong(Long::longValue).sum();
    if (made > 0) {
      lines.add(
          Text.format("%s: %d of %d are negatives: %s", place, made, turn, counted(attacked)));
    }
    if (!leftAlone.isEmpty()) {
      lines.add(
          Text.format(
              "%s: %d of %d stay as they are: %s", place, drawn - made, drawn, counted(leftAlone)));
    }
    return lines;
  }

  private static String counted(Map<String, Long> counts) {
    return String.join(
        "; ", counts.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  /** Puts the counts into an object: pairs, drawn ones, attacked ones and those left alone. */
  public void into(ObjectNode json) {
    json.put("pairs", turn).put("drawn", drawn);
    ObjectNode made = json.putObject("attacked");
    attacked.forEach(made::put);
    ObjectNode alone = json.putObject("left_alone");
    leftAlone.forEach(alone::put);
  }
}
