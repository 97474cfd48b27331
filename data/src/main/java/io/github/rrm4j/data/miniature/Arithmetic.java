package io.github.rrm4j.data.miniature;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A chain of one to five additions and subtractions of 1 to 5, step by step: {@code 4 + 9 = 13. - 3
 * = 10.} No digit is taken twice in a chain, so a step is found again by its digit: what a small
 * model has to learn is the arithmetic, not counting its steps.
 *
 * <p>Hard: the first step that crosses a ten is an addition; the slip drops the carry, {@code 9 + 4
 * = 3}. Mild: it is a subtraction; the slip drops the borrow, {@code 12 - 5 = 17}. Chains are drawn
 * with at most one crossing, so it is always plain where a slip may happen.
 *
 * @param start the first operand, 0..20
 * @param terms the others with their signs; drawn from -5..-1 and 1..5; every running sum is in
 *     0..99
 */
public record Arithmetic(int start, List<Integer> terms) implements Puzzle {

  private static final int LONGEST = 5;
  private static final int LARGEST_TERM = 5;
  private static final int LARGEST = 99;

  public Arithmetic {
    terms = List.copyOf(terms);
  }

  static Arithmetic draw(Context context, Key key) {
    int length = 1 + key.below(0, LONGEST);
    int crossing = key.below(1, length);
    int start = context == Context.MILD ? 10 + key.below(2, 11) : key.below(2, 21);
    int sum = start;
    List<Integer> terms = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      List<Integer> choices = termsOf(i == crossing ? context : Context.PLAIN, sum, terms);
      if (choices.isEmpty()) {
        choices = termsOf(Context.PLAIN, sum, terms);
      }
      if (choices.isEmpty()) {
        break;
      }
      int term = choices.get(key.below(10 + i, choices.size()));
      terms.add(term);
      sum += term;
    }
    return new Arithmetic(start, terms);
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
    int sum = start;
    for (int term : terms) {
      Context context = crossing(sum, term);
      if (context != Context.PLAIN) {
        return context;
      }
      sum += term;
    }
    return Context.PLAIN;
  }

  @Override
  public Working correct() {
    return working(false);
  }

  @Override
  public Working slipped() {
    return working(true);
  }

  /** Off by one or by ten. */
  @Override
  public String nearMiss(Key key) {
    int right = Integer.parseInt(right());
    List<Integer> misses = new ArrayList<>();
    for (int error : new int[] {-10, -1, 1, 10}) {
      if (right + error >= 0 && right + error <= LARGEST) {
        misses.add(right + error);
      }
    }
    return misses.get(key.below(0, misses.size())).toString();
  }

  private Working working(boolean slip) {
    StringBuilder steps = new StringBuilder().append(start);
    boolean slipIsOpen = slip;
    int sum = start;
    for (int term : terms) {
      int next = sum + term;
      Context context = crossing(sum, term);
      if (slipIsOpen && context != Context.PLAIN) {
        next += context == Context.HARD ? -10 : 10;
        slipIsOpen = false;
      }
      steps.append(signed(term)).append(" = ").append(next).append('.');
      sum = next;
    }
    return new Working(steps.toString(), Integer.toString(sum));
  }

  /** Unused digits that keep the sum in range and cross a ten in the way {@code context} says. */
  private static List<Integer> termsOf(Context context, int sum, List<Integer> used) {
    List<Integer> terms = new ArrayList<>();
    for (int term = -LARGEST_TERM; term <= LARGEST_TERM; term++) {
      boolean inRange = term != 0 && sum + term >= 0 && sum + term <= LARGEST;
      boolean unused = !used.contains(term) && !used.contains(-term);
      if (inRange && unused && crossing(sum, term) == context) {
        terms.add(term);
      }
    }
    return terms;
  }

  private static Context crossing(int sum, int term) {
    int units = sum % 10 + term;
    return units > 9 ? Context.HARD : units < 0 ? Context.MILD : Context.PLAIN;
  }

  private static String signed(int term) {
    return (term < 0 ? " - " : " + ") + Math.abs(term);
  }
}
