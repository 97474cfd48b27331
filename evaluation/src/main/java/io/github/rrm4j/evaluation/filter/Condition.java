package io.github.rrm4j.evaluation.filter;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tallies are kept: {@code right<4}, {@code right>=1 and malformed<2}.
 *
 * <pre>
 *   condition = term { "and" term }
 *   term      = ("right" | "wrong" | "malformed" | "truncated") ("&lt;" | "&lt;=" | ">" | ">=" | "=" | "!=") number
 * </pre>
 *
 * @param terms all of which must hold
 */
public record Condition(List<Term> terms) {

  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(right|wrong|malformed|truncated)\\s*(<=|>=|!=|<|>|=)\\s*(\\d{1,9})\\s*");

  /** What is counted. */
  public enum Count {
    RIGHT,
    WRONG,
    MALFORMED,
    TRUNCATED;

    int of(Tally tally) {
      return switch (this) {
        case RIGHT -> tally.right();
        case WRONG -> tally.wrong();
        case MALFORMED -> tally.malformed();
        case TRUNCATED -> tally.truncated();
      };
    }
  }

  /** A comparison of a count with a number. */
  public record Term(Count count, String operator, int number) {

    boolean holds(Tally tally) {
      int value = count.of(tally);
      return switch (operator) {
        case "<" -> value < number;
        case "<=" -> value <= number;
        case ">" -> value > number;
        case ">=" -> value >= number;
        case "=" -> value == number;
        default -> value != number;
      };
    }
  }

  /**
   * @throws InvalidInput if the text is no condition
   */
  public static Condition parse(String text) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.split("\\band\\b", -1)) {
      Matcher term = TERM.matcher(part);
      if (!term.matches()) {
        throw new InvalidInput(
            "--keep '%s': '%s' must be right, wrong, malformed or truncated, then <, <=, >, >=, = or !=, then a number; join several by 'and'"
                .formatted(text, part.strip()));
      }
      terms.add(
          new Term(
              Count.valueOf(term.group(1).toUpperCase(Locale.ROOT)),
              term.group(2),
              Integer.parseInt(term.group(3))));
    }
    return new Condition(terms);
  }

  /** Whether a tally is kept. */
  public boolean holds(Tally tally) {
    return terms.stream().allMatch(term -> term.holds(tally));
  }
}
