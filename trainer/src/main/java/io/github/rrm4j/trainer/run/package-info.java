/**
 * The loop: {@link io.github.rrm4j.trainer.run.Pipeline} runs the stages of a plan, with logging,
 * evaluation and saving around each step.
 *
 * <p>{@link io.github.rrm4j.trainer.run.Stages} opens the stages, each from the plan and the open
 * model, {@link io.github.rrm4j.trainer.run.RunModel}. The loop itself knows no kind of stage.
 * {@link io.github.rrm4j.trainer.run.Rehearsal} checks what a run starts from without a step.
 */
package io.github.rrm4j.trainer.run;
