package io.github.rrm4j.trainer;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measures what a run trains, on held-out data, and writes it to the run's logs. */
interface Evaluator {

  /**
   * Keeps what later evaluations compare with, when the policy stage begins.
   *
   * @param most so many items of the held-out data from its start
   */
  default void begin(int most) throws IOException {}

  /** A line for a person, where the last evaluation is past the turning point. */
  default Optional<String> turned() {
    return Optional.empty();
  }

  /**
   * @param step of the run, on which the draws depend
   * @param stage the stage in which it is made
   * @param most so many items of the held-out data from its start
   * @return the accuracy by which checkpoints are compared, sampled
   */
  OptionalDouble evaluate(long step, String stage, int most) throws IOException;
}
