/**
 * Steps of a finished run again: {@link io.github.rrm4j.trainer.replay.Replay} repeats a step from
 * each checkpoint and compares the bytes, {@link io.github.rrm4j.trainer.replay.BatchReplay}
 * repeats the update of a stored rollout batch, under other settings if wanted. The run is only
 * read.
 */
package io.github.rrm4j.trainer.replay;
