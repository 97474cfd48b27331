package io.github.rrm4j.judging.reward;

/**
 * What becomes of a match with a response that is no answer: it did not end, or answers nothing.
 */
public enum NoAnswer {
  /**
   * The judge is shown a mark in its place and asked as ever.
   *
   * <p>Source: the code of Guo et al. 2025.
   */
  JUDGED,
  /** It loses without being judged; against another one that is none it draws. */
  LOSES
}
