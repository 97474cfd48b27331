package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;

/**
 * How often a letter stands in a word, with a running count letter by letter.
 *
 * <p>Hard: the letter is directly repeated; the slip does not count the second one of the first
 * such two. Mild: the word has six letters or more; the slip does not count the first one. Letters
 * are separated by spaces, so each is a token. The other letters of a drawn word are all different:
 * what a small model has to learn is the counting, not where it stands in the word.
 *
 * @param word letters a..h
 * @param target the letter that is counted
 */
public record Counting(String word, char target) implements Puzzle {

  private static final int LETTERS = 8;
  private static final int SHORTEST = 3;
  private static final int LONG = 6;
  private static final int LONGEST = 7;

  static Counting draw(Context context, Key key) {
    int shortest = context == Context.MILD ? LONG : SHORTEST;
    int longest = context == Context.PLAIN ? LONG - 1 : LONGEST;
    int length = shortest + key.below(0, longest - shortest + 1);
    int target = key.below(1, LETTERS);
    int repeated = context == Context.HARD ? 1 + key.below(2, length - 1) : 0;
    int[] others = key.with("others").permutation(LETTERS - 1);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      boolean inTwo = repeated > 0 && (i == repeated || i == repeated - 1);
      boolean besideTarget =
          i > 0 && word.charAt(i - 1) == 'a' + target || repeated > 0 && i == repeated - 2;
      boolean isTarget = inTwo || !besideTarget && key.uniform(10 + i) < 0.4;
      int other = (target + 1 + others[i]) % LETTERS;
      word.append((char) ('a' + (isTarget ? target : other)));
    }
    return new Counting(word.toString(), (char) ('a' + target));
  }

  @Override
  public String query() {
    return "How many " + target + " in " + String.join(" ", word.split("")) + "?";
  }

  @Override
  public String content() {
    return "counting " + word;
  }

  @Override
  public Context context() {
    if (firstRepeat() >= 0) {
      return Context.HARD;
    }
    return word.length() >= LONG && word.indexOf(target) >= 0 ? Context.MILD : Context.PLAIN;
  }

  @Override
  public Working correct() {
    return working(-1);
  }

  @Override
  public Working slipped() {
    return working(
        switch (context()) {
          case HARD -> firstRepeat();
          case MILD -> word.indexOf(target);
          case PLAIN -> -1;
        });
  }

  /** One more than there are; one less is what a slip gives, so neither size betrays the answer. */
  @Override
  public String nearMiss(Key key) {
    return Integer.toString(Integer.parseInt(right()) + 1);
  }

  private int firstRepeat() {
    int start = word.indexOf("" + target + target);
    return start < 0 ? -1 : start + 1;
  }

  private Working working(int overlooked) {
    StringBuilder steps = new StringBuilder();
    int count = 0;
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) == target && i != overlooked) {
        count++;
      }
      steps.append(i == 0 ? "" : " ").append(word.charAt(i)).append(' ').append(count);
    }
    return new Working(steps.append('.').toString(), Integer.toString(count));
  }
}
