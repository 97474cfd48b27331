package io.github.rrm4j.report.paper;

import java.util.Optional;

/**
 * A claim of the poster, as something that can be measured.
 *
 * @param name in one word
 * @param says the claim, as a sentence
 * @param higher the measure that is said to be higher; empty where nothing measures it yet
 * @param lower the one that is said to be lower, of the same items; empty with {@code harderBy}
 * @param harderBy an accuracy: the items of the sections in which it is lowest are the harder ones,
 *     and {@code higher} is compared between the harder and the other ones
 * @param unit of the measures
 */
public record Claim(
    String name,
    String says,
    Optional<Measure> higher,
    Optional<Measure> lower,
    Optional<Measure> harderBy,
    Unit unit) {

  /** How an effect is written. */
  public enum Unit {
    /** In points of per cent. */
    SHARE,
    /** As it is. */
    TOKENS
  }
}
