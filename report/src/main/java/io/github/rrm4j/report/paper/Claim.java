package io.github.rrm4j.report.paper;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.statistics.table.Unit;
import java.util.Optional;

/**
 * A claim of the poster, as something that can be measured.
 *
 * @param name in one word
 * @param says the claim, as a sentence
 * @param higher the measure claimed to be higher; empty if nothing measures it yet
 * @param lower the measure claimed to be lower, on the same items; empty with {@code harderBy}
 * @param harderBy an accuracy: the items of the sections in which it is lowest are the harder ones,
 *     and {@code higher} is compared between the harder and the other ones
 * @param quantity of the measures
 */
public record Claim(
    String name,
    String says,
    Optional<Measure> higher,
    Optional<Measure> lower,
    Optional<Measure> harderBy,
    Quantity quantity) {

  /** What measures count. */
  public enum Quantity {
    SHARE,
    TOKENS;

    Unit measure() {
      return this == SHARE ? Unit.SHARE : Unit.DECIMAL;
    }

    Unit effect() {
      return this == SHARE ? Unit.POINTS : Unit.DIFFERENCE;
    }
  }

  /**
   * A named value of the items of a piece, written {@code PIECE.VALUE}.
   *
   * @param piece its name
   * @param value {@value #CREDIT}, or the name of one of the items' other values
   */
  public record Measure(String piece, String value) {

    /** The value every item has: 1 for right, 0 for wrong, or a value between. */
    public static final String CREDIT = "credit";

    /**
     * @throws InvalidInput if the text does not have this form
     */
    public static Measure of(String text) {
      int dot = text.lastIndexOf('.');
      if (dot < 1 || dot == text.length() - 1) {
        throw new InvalidInput(
            "measure '"
                + text
                + "': has no two parts, must be PIECE.VALUE such as rrm-table.credit");
      }
      return new Measure(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
      return piece + "." + value;
    }
  }
}
