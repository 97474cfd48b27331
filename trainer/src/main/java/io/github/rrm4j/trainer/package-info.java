/**
 * Training: what moves the weights, and the loop around it.
 *
 * <p>Here stands only {@link io.github.rrm4j.trainer.TrainingPlan}, all settings of a run.
 * Packages, from the outside in; each one uses those below it and none above:
 *
 * <pre>
 *   replay       steps of a finished run again
 *   run          the loop: Pipeline, the evaluations and logs around a step
 *   data         the pairs, prompts and demonstrations of a run
 *   policy       a policy that is rewarded by a judge's comparisons
 *   judge        a judge that is rewarded for the gold verdict
 *   grpo         GrpoStep: from sampled completions to moved weights
 *   sft, dpo, rewardmodel      the other stages
 *   reference    the policy of the KL penalty
 *   tinker       weights at a service, which moves them
 *   served       weights here, completions by servers
 *   stage        what a stage is, and what a step reports
 *   optimizer    micro-batches, clipping, AdamW
 *   objective    the parts of a policy loss
 *   memory       how much memory a plan takes, without running it
 * </pre>
 *
 * <p>Read first: {@code run.Pipeline}, {@code run.Stages}, {@code grpo.GrpoStage}, {@code
 * grpo.GrpoStep}. The README lists the whole way from {@code main} to the loss; docs/grpo.md
 * explains the step.
 *
 * <p>Words: a <em>step</em> is one rollout batch and the updates on it; a <em>group</em> is the G
 * completions of one question; a <em>row</em> is one sequence that is trained on; {@code (tokens)}
 * in shape comments counts the completion tokens of a micro-batch, one row after the other.
 * Log-probs are in nats.
 */
package io.github.rrm4j.trainer;
