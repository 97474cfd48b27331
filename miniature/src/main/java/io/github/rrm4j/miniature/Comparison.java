package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;

/**
 * Which of two different two-digit numbers is larger: tens first, then units. The numbers are
 * called a and b and the response is one of these letters: what a small model has to learn is the
 * comparison, not to find a number of two tokens in the query again.
 *
 * <p>Hard: the tens are equal. Mild: the first number is larger by one in the tens. The slip
 * compares well and then takes the smaller number, {@code 4 = 4. 8 > 3. = b.}
 *
 * @param a the number asked first, 10..99
 * @param b the number asked second, 10..99
 */
public record Comparison(int a, int b) implements Puzzle {

  static Comparison draw(Context context, Key key) {
    int smallest = context == Context.MILD ? 20 : 10;
    int a = smallest + key.below(0, 100 - smallest);
    int b =
        switch (context) {
          case PLAIN -> 10 + (a - 10 + 1 + key.below(1, 89)) % 90;
          case MILD -> (a / 10 - 1) * 10 + key.below(1, 10);
          case HARD -> a / 10 * 10 + (a + 1 + key.below(1, 9)) % 10;
        };
    return new Comparison(a, b);
  }

  @Override
  public String query() {
    return "Which is larger, a " + a + " or b " + b + "?";
  }

  @Override
  public String content() {
    return "comparison " + Math.min(a, b) + " " + Math.max(a, b);
  }

  @Override
  public Context context() {
    return switch (a / 10 - b / 10) {
      case 0 -> Context.HARD;
      case 1 -> Context.MILD;
      default -> Context.PLAIN;
    };
  }

  @Override
  public Working correct() {
    return working(a > b ? "a" : "b");
  }

  @Override
  public Working slipped() {
    return context() == Context.PLAIN ? correct() : working(a > b ? "b" : "a");
  }

  @Override
  public String nearMiss(Key key) {
    return a < b ? "a" : "b";
  }

  private Working working(String larger) {
    String sign = a > b ? " > " : " < ";
    String steps =
        context() == Context.HARD
            ? a / 10 + " = " + b / 10 + ". " + a % 10 + sign + b % 10 + "."
            : a / 10 + sign + b / 10 + ".";
    return new Working(steps, larger);
  }
}
