package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.Key;

/**
 * A prompt to be completed.
 *
 * @param prompt token ids, at least one
 * @param key what the draws of its samples depend on: sample g draws its token number i with {@code
 *     key.with(g).uniform(i)}
 * @param limit the longest completion of this prompt, where it is below that of all
 * @param first g of the first sample that is drawn
 */
public record Request(int[] prompt, Key key, int limit, int first) {

  /** A prompt whose samples are drawn from the first one on. */
  public Request(int[] prompt, Key key, int limit) {
    this(prompt, key, limit, 0);
  }

  /** A prompt with the limit of all. */
  public Request(int[] prompt, Key key) {
    this(prompt, key, Integer.MAX_VALUE);
  }

  /** The same prompt, of which the samples from number g on are drawn. */
  public Request from(int g) {
    return new Request(prompt, key, limit, g);
  }

  /**
   * What a sample draws from.
   *
   * @param sample its number among those that are drawn, from 0
   */
  public Key keyOf(int sample) {
    return key.with(first + sample);
  }
}
