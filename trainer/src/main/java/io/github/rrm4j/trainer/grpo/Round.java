package io.github.rrm4j.trainer.grpo;

/**
 * One batch of questions that a step samples completions for.
 *
 * @param step from 0
 * @param number 0 for the questions whose turn it is; others refill the step
 * @param maxTokens the longest that a completion may be
 */
public record Round(long step, int number, int maxTokens) {}
