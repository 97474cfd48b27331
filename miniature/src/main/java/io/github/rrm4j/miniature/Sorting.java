package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of some distinct digits is last in ascending order, by taking the smallest one that
 * remains: {@code 1 | 7 3 9. 3 | 7 9. 7 | 9. 9.}
 *
 * <p>Hard: five digits or six. Mild: four. The slip takes the larger one of the last two first, so
 * they come out exchanged, {@code 9 | 7. 7.}
 *
 * @param digits in the order asked
 */
public record Sorting(List<Integer> digits) implements Puzzle {

  public Sorting {
    digits = List.copyOf(digits);
  }

  static Sorting draw(Context context, Key key) {
    int size =
        switch (context) {
          case PLAIN -> 3;
          case MILD -> 4;
          case HARD -> 5 + key.below(0, 2);
        };
    List<Integer> digits = new ArrayList<>();
    for (int digit : key.with("digits").permutation(10)) {
      digits.add(digit);
    }
    return new Sorting(digits.subList(0, size));
  }

  @Override
  public String query() {
    return "Sort " + join(digits) + ": which is last?";
  }

  @Override
  public String content() {
    return "sorting " + join(digits.stream().sorted().toList());
  }

  @Override
  public Context context() {
    return switch (digits.size()) {
      case 1, 2, 3 -> Context.PLAIN;
      case 4 -> Context.MILD;
      default -> Context.HARD;
    };
  }

  @Override
  public Working correct() {
    return working(false);
  }

  @Override
  public Working slipped() {
    return working(context() != Context.PLAIN);
  }

  /** The last but one. */
  @Override
  public String nearMiss(Key key) {
    return digits.stream().sorted().toList().get(digits.size() - 2).toString();
  }

  private Working working(boolean lastTwoExchanged) {
    List<Integer> remaining = new ArrayList<>(digits);
    List<String> steps = new ArrayList<>();
    String last = "";
    while (!remaining.isEmpty()) {
      Integer next =
          lastTwoExchanged && remaining.size() == 2
              ? Collections.max(remaining)
              : Collections.min(remaining);
      remaining.remove(next);
      steps.add(next + (remaining.isEmpty() ? "." : " | " + join(remaining) + "."));
      last = next.toString();
    }
    return new Working(String.join(" ", steps), last);
  }

  private static String join(List<Integer> digits) {
    return digits.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }
}
