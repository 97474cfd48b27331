package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.Key;

/**
 * A prompt to be completed.
 *
 * @param prompt token ids, at least one
 * @param key what the draws of its samples depend on: sample g draws its token number i with {@code
 *     key.with(g).uniform(i)}
 */
public record Request(int[] prompt, Key key) {}
