/**
 * What a stage of a run is: {@link io.github.rrm4j.trainer.stage.Stage} takes steps, each of which
 * gives a {@link io.github.rrm4j.trainer.stage.StepReport}.
 *
 * <p>{@link io.github.rrm4j.trainer.stage.RunState} is where a run stands between two steps; there
 * is no state of a random generator in it, since every draw is a function of the seed and the step.
 * So {@link io.github.rrm4j.trainer.stage.ShuffledEpochs} can say which items a step has without
 * having seen the steps before.
 */
package io.github.rrm4j.trainer.stage;
