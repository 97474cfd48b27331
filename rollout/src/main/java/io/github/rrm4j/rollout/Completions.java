package io.github.rrm4j.rollout;

import java.util.Iterator;
import java.util.OptionalDouble;

/**
 * Completions of some prompts, as they finish. Closing gives back what they hold, whether all were
 * taken or not.
 */
public interface Completions extends Iterator<Completions.Completion>, AutoCloseable {

  /**
   * A finished sample.
   *
   * @param request index of its prompt
   * @param sample index among the samples of the prompt
   */
  record Completion(int request, int sample, Rollout rollout) {}

  /** How well the slots have been used so far. */
  Occupancy occupancy();

  /**
   * Seconds from the asking to the last answer, where the answers come in by themselves and are all
   * there; else empty.
   */
  default OptionalDouble seconds() {
    return OptionalDouble.empty();
  }

  @Override
  void close();
}
