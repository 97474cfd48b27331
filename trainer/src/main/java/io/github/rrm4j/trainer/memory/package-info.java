/**
 * How much device memory and time a run takes, before it starts: {@link
 * io.github.rrm4j.trainer.memory.MemoryPlan} and {@link io.github.rrm4j.trainer.memory.TimePlan} of
 * a model and {@link io.github.rrm4j.trainer.memory.MemorySettings}, and {@link
 * io.github.rrm4j.trainer.memory.MemoryKnob} for what to turn where it does not fit.
 */
package io.github.rrm4j.trainer.memory;
