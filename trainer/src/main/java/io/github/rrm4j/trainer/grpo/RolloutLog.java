package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.config.Bounds;

/**
 * Which rollouts are written out.
 *
 * @param rolloutsEvery steps between two whose rollouts are written to rollouts.jsonl; 0 for none
 * @param rolloutGroups groups that are written of such a step
 * @param batchesEvery steps between two whose whole batch is written to batches.jsonl, to be
 *     replayed; 0 for none
 */
public record RolloutLog(
    @Bounds(min = 0) int rolloutsEvery,
    @Bounds(min = 1) int rolloutGroups,
    @Bounds(min = 0) int batchesEvery) {

  boolean writesRollouts(long step) {
    return rolloutsEvery > 0 && step % rolloutsEvery == 0;
  }

  boolean storesBatch(long step) {
    return batchesEvery > 0 && step % batchesEvery == 0;
  }
}
