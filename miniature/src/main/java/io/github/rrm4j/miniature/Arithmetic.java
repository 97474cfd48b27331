package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A chain of one to five additions and subtractions of 1 to 5 inside 0..9, step by step: {@code 4 +
 * 3 = 7. - 5 = 2.} No number is taken twice in a chain, so a step is found again by its number:
 * what a small model has to learn is the arithmetic, not counting its steps.
 *
 * <p>Signs alternate but for one place at most. Hard: a minus follows a minus; the slip overlooks
 * the second, {@code 8 - 3 = 5. - 1 = 5.} Mild: a plus follows a plus and is overlooked.
 *
 * @param start the first operand, 0..9
 * @param terms the others with their signs; drawn from -5..-1 and 1..5
 */
public record Arithmetic(int start, List<Integer> terms) implements Puzzle {

  private static final int LONGEST = 5;
  private static final int LARGEST_TERM = 5;
  private static final int LARGEST = 9;

  public Arithmetic {
    terms = List.copyOf(terms);
  }

  static Arithmetic draw(Context context, Key key) {
    boolean repeats = context != Context.PLAIN;
    int length = repeats ? 2 + key.below(0, LONGEST - 1) : 1 + key.below(0, LONGEST);
    int repeated = repeats ? 1 + key.below(1, length - 1) : -1;
    int start = key.below(2, LARGEST + 1);
    int sign = key.below(3, 2) == 0 ? 1 : -1;
    if (repeats) {
      int last = context == Context.HARD ? -1 : 1;
      sign = repeated % 2 == 1 ? last : -last;
    }
    List<Integer> terms = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      sign = i == 0 || i == repeated ? sign : -sign;
      List<Integer> choices = termsOf(sign, start, terms);
      if (choices.isEmpty()) {
        break;
      }
      terms.add(choices.get(key.below(10 + i, choices.size())));
    }
    return terms.isEmpty() ? draw(context, key.with("again")) : new Arithmetic(start, terms);
  }

  @Override
  public String query() {
    return start + terms.stream().map(Arithmetic::signed).collect(Collectors.joining());
  }

  @Override
  public String content() {
    List<Integer> all = new ArrayList<>(terms);
    all.add(start);
    return "arithmetic"
        + all.stream().sorted().map(Arithmetic::signed).collect(Collectors.joining());
  }

  @Override
  public Context context() {
    return repeated() < 0 ? Context.PLAIN : terms.get(repeated()) < 0 ? Context.HARD : Context.MILD;
  }

  /** The first place at which a sign follows itself; -1 where none does. */
  private int repeated() {
    for (int i = 1; i < terms.size(); i++) {
      if (terms.get(i) < 0 == terms.get(i - 1) < 0) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Working correct() {
    return working(false);
  }

  @Override
  public Working slipped() {
    return working(true);
  }

  /** Off by one or two. */
  @Override
  public String nearMiss(Key key) {
    int right = Integer.parseInt(right());
    List<Integer> misses = new ArrayList<>();
    for (int error : new int[] {-2, -1, 1, 2}) {
      if (right + error >= 0 && right + error <= LARGEST) {
        misses.add(right + error);
      }
    }
    return misses.get(key.below(0, misses.size())).toString();
  }

  private Working working(boolean slip) {
    StringBuilder steps = new StringBuilder().append(start);
    int sum = start;
    for (int i = 0; i < terms.size(); i++) {
      sum += slip && i == repeated() ? 0 : terms.get(i);
      steps.append(signed(terms.get(i))).append(" = ").append(sum).append('.');
    }
    return new Working(steps.toString(), Integer.toString(sum));
  }

  /** Terms of a sign, not yet used, that keep the sums in range, with a slip and without. */
  private static List<Integer> termsOf(int sign, int start, List<Integer> before) {
    List<Integer> choices = new ArrayList<>();
    for (int size = 1; size <= LARGEST_TERM; size++) {
      List<Integer> terms = new ArrayList<>(before);
      terms.add(sign * size);
      boolean unused = !before.contains(size) && !before.contains(-size);
      if (unused && new Arithmetic(start, terms).staysInRange()) {
        choices.add(sign * size);
      }
    }
    return choices;
  }

  private boolean staysInRange() {
    int right = Integer.parseInt(correct().result());
    int slipped = Integer.parseInt(slipped().result());
    return Math.min(right, slipped) >= 0 && Math.max(right, slipped) <= LARGEST;
  }

  private static String signed(int term) {
    return (term < 0 ? " - " : " + ") + Math.abs(term);
  }
}
