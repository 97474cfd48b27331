/**
 * From matches between the n responses of a group to a reward of each: how a judge of pairs trains
 * a policy.
 *
 * <pre>
 *   MatchReward.schedule --matches--> the judge --games--> MatchReward.of --> a reward, or none, of each response
 * </pre>
 *
 * <p>A match of which no judgement can be read is left out ({@link
 * io.github.rrm4j.rewards.group.MatchReward.Unreadable}), and a response that no match is left of
 * has no reward: nothing is invented for it, it is left out of its group's mean and spread and of
 * the loss.
 *
 * <p>Source: Guo et al. 2025, "Reward Reasoning Model", arXiv 2505.14674 (Elo ratings as rewards);
 * what else is known is named where it stands. Read {@link
 * io.github.rrm4j.rewards.group.MatchReward.EloReward} first.
 */
package io.github.rrm4j.rewards.group;
