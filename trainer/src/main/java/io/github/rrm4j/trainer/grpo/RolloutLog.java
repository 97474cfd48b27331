package io.github.rrm4j.trainer.grpo;

/**
 * Which rollouts are written out.
 *
 * @param every steps between two whose rollouts are written to rollouts.jsonl; 0 for none
 * @param groups groups that are written of such a step
 * @param batchesEvery steps between two whose whole batch is written to batches.jsonl; 0 for none
 */
public record RolloutLog(int every, int groups, int batchesEvery) {

  boolean writesRollouts(long step) {
    return every > 0 && step % every == 0;
  }

  boolean storesBatch(long step) {
    return batchesEvery > 0 && step % batchesEvery == 0;
  }
}
