package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.Text;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The confidence that a judge writes after its verdict: {@code <confidence>0.8</confidence>}.
 *
 * <p>Source: Damani et al. 2025, "Beyond Binary Rewards: Training LMs to Reason About Their
 * Uncertainty", arXiv 2507.16806 (RLCR).
 */
public final class StatedConfidence {

  /** The mark that begins it; a template that holds it asks for a confidence. */
  public static final String OPEN = "<confidence>";

  private static final String CLOSE = "</confidence>";
  private static final String END_OF_THINKING = "</think>";
  private static final Pattern NUMBER =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9})(%?)");

  private StatedConfidence() {}

  /**
   * The last confidence after the thinking, a number from 0 to 1 or in per cent.
   *
   * @param completion the whole judgement
   * @return empty where there is none, or it is anything else
   */
  public static OptionalDouble read(String completion) {
    int from = Math.max(0, completion.lastIndexOf(END_OF_THINKING));
    int open = completion.lastIndexOf(OPEN);
    int close = completion.indexOf(CLOSE, Math.max(0, open));
    if (open < from || close < 0) {
      return OptionalDouble.empty();
    }
    Matcher number = NUMBER.matcher(completion.substring(open + OPEN.length(), close).strip());
    if (!number.matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(number.group(1)) / (number.group(2).isEmpty() ? 1 : 100);
    return value <= 1 ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** How a judge is taught to write it, with one decimal. */
  public static String written(double confidence) {
    return Text.format("%s%.1f%s", OPEN, confidence, CLOSE);
  }
}
