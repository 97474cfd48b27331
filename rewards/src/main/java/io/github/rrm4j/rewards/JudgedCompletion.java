package io.github.rrm4j.rewards;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a reward may depend on of one completion.
 *
 * @param thinking tokens before {@code </think>}
 * @param completion tokens of thinking, verdict and end of sequence together
 * @param goldProbability the probability that the judge gave to the gold response where it wrote
 *     its verdict; empty where there is none, or where nobody asked for it
 * @param confidence that the judge states with its verdict; empty where it states none
 * @param target tokens of thinking that the prompt asked for; empty where it did not
 */
public record JudgedCompletion(
    Outcome outcome,
    int thinking,
    int completion,
    OptionalDouble goldProbability,
    OptionalDouble confidence,
    OptionalInt target) {

  /** Whether the verdict is the gold response. */
  public boolean correct() {
    return outcome == Outcome.CORRECT;
  }

  /** Whether there is a verdict to read. */
  public boolean readable() {
    return outcome == Outcome.CORRECT || outcome == Outcome.WRONG;
  }
}
