package io.github.rrm4j.judging;

/**
 * What becomes of a pair, or of a response, whose prompt is longer than the model's positions leave
 * room for.
 */
public enum Overlong {
  /** It is an error, and nothing is judged. */
  FAIL,
  /** It is not judged: no vote is cast, and it counts as one that could not be read. */
  COUNT,
  /**
   * Responses lose their middle until the prompt fits; where the query alone is too long, it is
   * counted as by {@link #COUNT}.
   */
  SHORTEN
}
