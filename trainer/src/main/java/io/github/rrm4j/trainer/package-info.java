/**
 * Training: what moves the weights, and the loop around it.
 *
 * <p>Reading order: {@link io.github.rrm4j.trainer.Pipeline} (the stages of a run, and all that
 * stands around a step), {@link io.github.rrm4j.trainer.GrpoStage} (pairs, judgements, rewards),
 * {@link io.github.rrm4j.trainer.JudgedGroup} (verdicts), {@link io.github.rrm4j.trainer.GrpoStep}
 * (the step as the paper has it, of a judge and of a policy), {@link
 * io.github.rrm4j.trainer.GrpoBatch} (advantages), {@link io.github.rrm4j.trainer.GrpoLoss} with
 * {@link io.github.rrm4j.trainer.objective}, {@link io.github.rrm4j.trainer.Update} (micro-batches,
 * gradients, clipping) and {@link io.github.rrm4j.trainer.AdamW}.
 *
 * <p>A scalar reward model is trained by {@link io.github.rrm4j.trainer.RewardModelStage} with
 * {@link io.github.rrm4j.trainer.BradleyTerryLoss}, in the same loop.
 *
 * <p>Words: a <em>step</em> is one rollout batch and the updates on it; a <em>row</em> is one
 * sequence that is trained on; {@code picked} in shape comments counts the completion tokens of a
 * micro-batch, row after row.
 */
package io.github.rrm4j.trainer;
