package io.github.rrm4j.report.paper;

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
    /** Shares; an effect is in percentage points. */
    SHARE,
    /** Tokens. */
    TOKENS;

    /** How a measure is written. */
    Unit measure() {
      return this == SHARE ? Unit.SHARE : Unit.DECIMAL;
    }

    /** How an effect is written. */
    Unit effect() {
      return this == SHARE ? Unit.POINTS : Unit.DIFFERENCE;
    }
  }
}
