package io.github.rrm4j.rollout;

/** How well the slots of a rollout were used. */
public final class Occupancy {

  private long slotSteps;
  private long occupied;
  private long tokens;

  void decoded(int slots, int steps, int live) {
    slotSteps += (long) slots * steps;
    occupied += (long) live * steps;
  }

  void sampled() {
    tokens++;
  }

  /** Share of the slot-steps in which a slot held a sample. */
  public double share() {
    return slotSteps == 0 ? 1 : (double) occupied / slotSteps;
  }

  /** Slots times decoding steps. */
  public long slotSteps() {
    return slotSteps;
  }

  /** Tokens of all completions so far. */
  public long tokens() {
    return tokens;
  }
}
