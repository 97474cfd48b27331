/**
 * Group relative policy optimization.
 *
 * <p>Read {@link io.github.rrm4j.trainer.grpo.GrpoStep} first: the algorithm, from sampling to the
 * moved weights, with GRPO's own loss. docs/grpo.md explains it.
 *
 * <pre>
 *   {@link io.github.rrm4j.trainer.grpo.Environment}    what is asked, and the reward of an answer
 *   {@link io.github.rrm4j.trainer.grpo.Actor}          the policy: samples, knows its log-probs, is updated
 *   {@link io.github.rrm4j.trainer.grpo.Group}          a question and its G samples
 *   {@link io.github.rrm4j.trainer.grpo.Sample}         a completion: reward, advantage, log-probs
 *   {@link io.github.rrm4j.trainer.grpo.MiniBatch}      the rows of an optimizer step, as the loss sees them
 *   {@link io.github.rrm4j.trainer.grpo.StepReporter}   metrics, alarms and log lines, around the step
 * </pre>
 *
 * <p>Words: <em>old</em> log-probs are those of the weights at the start of the step;
 * <em>behavior</em> ones are those under which the engine sampled, the same unless another engine
 * did. A token is <em>forced</em> if a thinking budget put it there; it counts nothing in the loss.
 */
package io.github.rrm4j.trainer.grpo;
