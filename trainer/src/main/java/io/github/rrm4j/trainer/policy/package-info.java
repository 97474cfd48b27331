/**
 * The environment in which a policy learns from a judge: {@link
 * io.github.rrm4j.trainer.policy.AnswerEnvironment} asks prompts without labels, and {@link
 * io.github.rrm4j.trainer.policy.RewardModels} reward the answers.
 *
 * <p>{@link io.github.rrm4j.trainer.policy.OveroptimizationMonitor} compares what the judge likes
 * with what is right. docs/policies.md has the commands.
 */
package io.github.rrm4j.trainer.policy;
