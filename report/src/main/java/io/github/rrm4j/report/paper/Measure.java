package io.github.rrm4j.report.paper;

import io.github.rrm4j.contracts.InvalidInput;

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
          "measure '" + text + "': has no two parts, must be PIECE.VALUE such as rrm-table.credit");
    }
    return new Measure(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public String toString() {
    return piece + "." + value;
  }
}
