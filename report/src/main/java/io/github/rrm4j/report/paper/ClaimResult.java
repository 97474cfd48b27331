package io.github.rrm4j.report.paper;

import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Estimate;
import java.util.Optional;

/**
 * The verdict on a claim.
 *
 * @param effect empty where it was not measured
 * @param reason why it was not measured; empty otherwise
 * @param decided whether what was measured decides it
 */
public record ClaimResult(Claim claim, Optional<Effect> effect, String reason, boolean decided) {

  /** A claim that is decided where it was measured. */
  public ClaimResult(Claim claim, Optional<Effect> effect, String reason) {
    this(claim, effect, reason, true);
  }

  public enum State {
    HOLDS("holds"),
    DOES_NOT_HOLD("does not hold"),
    WITHIN_NOISE("within noise"),
    /** It was measured by a short form, on too little. */
    NOT_DECIDED("not decided"),
    NOT_MEASURED("not measured");

    private final String words;

    State(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * A measured difference.
   *
   * @param higher mean of the measure claimed to be higher
   * @param lower mean of the other measure
   * @param interval of {@code higher - lower}, 95 %
   * @param n items
   */
  public record Effect(double higher, double lower, Interval interval, int n) {

    /** The difference with its interval, as it is written. */
    Cell cell(Claim.Quantity quantity) {
      return Cell.of(Estimate.of(difference(), interval), quantity.effect());
    }

    /** {@code higher - lower}. */
    public double difference() {
      return higher - lower;
    }

    /**
     * The rule: it holds where the whole interval is above 0, it does not where the whole interval
     * is below, and is within noise where 0 is in it.
     */
    public State state() {
      if (interval.lower() > 0) {
        return State.HOLDS;
      }
      return interval.upper() < 0 ? State.DOES_NOT_HOLD : State.WITHIN_NOISE;
    }
  }

  public State state() {
    return effect
        .map(measured -> decided ? measured.state() : State.NOT_DECIDED)
        .orElse(State.NOT_MEASURED);
  }

  /** The same, measured on too little to decide it. */
  public ClaimResult undecided() {
    return new ClaimResult(claim, effect, reason, false);
  }
}
