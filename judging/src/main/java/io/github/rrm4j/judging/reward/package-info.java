/**
 * Rewards of a policy's answers: what reinforcement learning of a policy gets in the place of gold
 * labels.
 *
 * <pre>
 *   {@link io.github.rrm4j.judging.reward.Answers} of every prompt of a step --> {@link
 *   io.github.rrm4j.judging.reward.RewardSource} (a judge, a gold verifier, ...) --> weighted sum,
 *   {@link io.github.rrm4j.judging.reward.PolicyReward}
 * </pre>
 *
 * <p>Answers have no room for what is right, so no source but {@link
 * io.github.rrm4j.judging.reward.GoldRewards}, which is given the problems by itself, can look at a
 * label. A source that cannot score an answer gives none: nothing is invented in its place.
 *
 * <p>{@link io.github.rrm4j.judging.reward.PolicyWinRate} and {@link
 * io.github.rrm4j.judging.reward.Overoptimization} watch whether what the judge likes is still what
 * is right. Read {@link io.github.rrm4j.judging.reward.JudgeRewards} first.
 */
package io.github.rrm4j.judging.reward;
