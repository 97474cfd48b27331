package io.github.rrm4j.data.attack;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.attack.Attempt.Attacked;
import io.github.rrm4j.data.attack.Attempt.NotApplicable;

/**
 * A change of a pair that makes no response better. Those that change a response change the worse
 * one, so that a judge who falls for it loses accuracy.
 *
 * <p>Everything is written by rules and drawn by a key: the same pair is attacked in the same
 * words.
 *
 * @param name in files and on the command line
 * @param words what its words are called: they begin the ids of its pairs, so that judgements of
 *     other words of one name are not taken for its own
 */
public record Attack(String name, String words, Family family, Change change) {

  /** An attack whose words are those of its name. */
  Attack(String name, Family family, Change change) {
    this(name, name, family, change);
  }

  /** The way in which an attack changes a pair. */
  @FunctionalInterface
  public interface Change {

    /**
     * @param pair in the order in which it is shown
     * @param key what the words depend on
     */
    Attempt of(Pair pair, Key key);
  }

  /** What an attack makes of the worse response. */
  @FunctionalInterface
  interface Dressing {

    /**
     * @param worse the worse response as a judge sees it
     * @param number of the worse response, 1 or 2
     */
    String of(Pair pair, String worse, int number, Key key);
  }

  /** An attack that puts another text in the place of the worse response. */
  static Attack dressing(String name, Family family, Dressing dressing) {
    return dressing(name, name, family, dressing);
  }

  /** The same of words that are not those of its name. */
  static Attack dressing(String name, String words, Family family, Dressing dressing) {
    return new Attack(
        name,
        words,
        family,
        (pair, key) -> {
          int number = pair.gold().other().number();
          return new Attacked(withWorse(pair, dressing.of(pair, pair.rejected(), number, key)));
        });
  }

  /** A pair with another text as its worse response. */
  static Pair withWorse(Pair pair, String text) {
    Conversation reply = Conversation.ofAssistant(text);
    boolean first = pair.gold() == Side.SECOND;
    return new Pair(
        pair.id(),
        pair.section(),
        pair.prompt(),
        first ? reply : pair.reply1(),
        first ? pair.reply2() : reply,
        pair.gold());
  }

  /** Whether the attacked pair still has a better response. */
  public boolean keepsGold() {
    return !name.equals(Attacks.IDENTICAL);
  }

  /** Whether it changes a text, and can so stand in training data. */
  public boolean changesText() {
    return family != Family.BASELINE && family != Family.ORDER;
  }

  /**
   * Attacks a pair.
   *
   * @param pair in the order in which it is shown
   * @param key what the words depend on
   */
  public Attempt on(Pair pair, Key key) {
    Attempt attempt = change.of(pair, key);
    if (attempt instanceof Attacked attacked) {
      return changesText() && attacked.pair().chosen().equals(attacked.pair().rejected())
          ? new NotApplicable("the better response is the attack's own text")
          : new Attacked(attacked.pair().named(words + "/" + pair.id()));
    }
    return attempt;
  }
}
