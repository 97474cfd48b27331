package io.github.rrm4j.model;

/**
 * A prompt and what follows it, as token ids; the ids that were sampled are the ids that are
 * trained.
 *
 * @param prompt at least one id
 * @param completion at least one id; the end-of-sequence id is part of it where one was sampled
 */
public record TokenSequence(int[] prompt, int[] completion) {

  /** Number of tokens of both parts. */
  public int length() {
    return prompt.length + completion.length;
  }
}
