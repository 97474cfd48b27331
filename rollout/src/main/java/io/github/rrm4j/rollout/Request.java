package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.Key;

/**
 * A prompt to be completed.
 *
 * @param prompt token ids, at least one
 * @param key what the draws of its samples depend on: sample g draws its token number i with {@code
 *     key.with(g).uniform(i)}
 * @param limit the longest completion of this prompt, where it is below that of all
 */
public record Request(int[] prompt, Key key, int limit) {

  /** A prompt with the limit of all. */
  public Request(int[] prompt, Key key) {
    this(prompt, key, Integer.MAX_VALUE);
  }
}
