package io.github.rrm4j.report.board;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.report.records.ShownJudgement;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which judgements are shown, and in which order. What is empty chooses nothing out.
 *
 * @param outcome as the file has it: correct, wrong, malformed, truncated, ...
 * @param section of the pair
 * @param pair its id
 * @param text which the prompt, the completion, the reason or the id must contain, whatever the
 *     case
 * @param from the first step
 * @param to the last step
 * @param order of the list
 * @param page from 1
 */
record JudgementFilter(
    String outcome,
    String section,
    String pair,
    String text,
    OptionalInt from,
    OptionalInt to,
    Sorting order,
    int page) {

  /** In which order judgements are listed; equal ones as in the file. */
  enum Sorting {
    NEWEST("newest first", Comparator.comparingInt(one -> -one.position())),
    OLDEST("oldest first", Comparator.comparingInt(ShownJudgement::position)),
    LONGEST("longest thinking first", by("thinking_tokens", -1)),
    SHORTEST("shortest thinking first", by("thinking_tokens", 1)),
    HIGHEST("highest reward first", by("reward", -1)),
    LOWEST("lowest reward first", by("reward", 1));

    private final String words;
    private final Comparator<ShownJudgement> comparator;

    Sorting(String words, Comparator<ShownJudgement> comparator) {
      this.words = words;
      this.comparator = comparator.thenComparingInt(ShownJudgement::position);
    }

    private static Comparator<ShownJudgement> by(String number, int sign) {
      return Comparator.comparingDouble(
          one -> sign * one.numbers().getOrDefault(number, sign * Double.POSITIVE_INFINITY));
    }

    String words() {
      return words;
    }

    Comparator<ShownJudgement> comparator() {
      return comparator;
    }
  }

  /**
   * Reads a filter.
   *
   * @throws InvalidInput if the order is none
   */
  static JudgementFilter of(Query query) {
    String order = query.one("order");
    return new JudgementFilter(
        query.one("outcome"),
        query.one("section"),
        query.one("pair"),
        query.one("text"),
        query.number("from"),
        query.number("to"),
        order.isEmpty()
            ? Sorting.NEWEST
            : Word.in(Sorting.class, order)
                .orElseThrow(
                    () ->
                        new InvalidInput(
                            "order: is '"
                                + order
                                + "', must be one of "
                                + Word.all(Sorting.class))),
        Math.max(1, query.number("page").orElse(1)));
  }

  boolean matches(ShownJudgement one) {
    double step = one.numbers().getOrDefault("step", 0.0);
    return (outcome.isEmpty() || outcome.equals(one.outcome()))
        && (section.isEmpty() || section.equals(one.section()))
        && (pair.isEmpty() || pair.equals(one.pair()))
        && step >= from.orElse(0)
        && step <= to.orElse(Integer.MAX_VALUE)
        && (text.isEmpty() || contains(one, text.toLowerCase(Locale.ROOT)));
  }

  private static boolean contains(ShownJudgement one, String wanted) {
    ShownJudgement.Words words = one.words();
    return words.prompt().toLowerCase(Locale.ROOT).contains(wanted)
        || words.completion().toLowerCase(Locale.ROOT).contains(wanted)
        || words.reason().toLowerCase(Locale.ROOT).contains(wanted)
        || one.pair().toLowerCase(Locale.ROOT).contains(wanted);
  }
}
