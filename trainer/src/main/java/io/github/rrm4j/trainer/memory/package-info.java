/**
 * How much device memory a run takes, before it starts: {@link
 * io.github.rrm4j.trainer.memory.MemoryPlan} of a model and {@link
 * io.github.rrm4j.trainer.memory.MemorySettings}, and {@link
 * io.github.rrm4j.trainer.memory.MemoryKnob} for what to turn where it does not fit.
 */
package io.github.rrm4j.trainer.memory;
