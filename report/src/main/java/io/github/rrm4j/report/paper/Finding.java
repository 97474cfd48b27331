package io.github.rrm4j.report.paper;

import io.github.rrm4j.statistics.Interval;
import java.util.Optional;

/**
 * What became of a claim.
 *
 * @param effect empty where it was not measured
 * @param reason why it was not; empty otherwise
 */
public record Finding(Claim claim, Optional<Effect> effect, String reason) {

  /** What can be said. */
  public enum State {
    HOLDS("holds"),
    DOES_NOT_HOLD("does not hold"),
    WITHIN_NOISE("within noise"),
    NOT_MEASURED("not measured");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /** As a person reads it. */
    public String words() {
      return words;
    }
  }

  /**
   * A measured difference.
   *
   * @param higher mean of the measure that is said to be higher
   * @param lower mean of the other one
   * @param interval of {@code higher - lower}, 95 %
   * @param n items
   */
  public record Effect(double higher, double lower, Interval interval, int n) {

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

  /** What can be said of the claim. */
  public State state() {
    return effect.map(Effect::state).orElse(State.NOT_MEASURED);
  }
}
