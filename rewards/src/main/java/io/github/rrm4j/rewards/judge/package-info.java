/**
 * The reward of a judge's completion: the reward of its outcome ({@link
 * io.github.rrm4j.rewards.judge.RewardScheme}) and the terms that are added to it, one class each
 * ({@link io.github.rrm4j.rewards.judge.RewardPart}). {@link
 * io.github.rrm4j.rewards.judge.RewardFunction} weighs them; read it first.
 */
package io.github.rrm4j.rewards.judge;
