package io.github.rrm4j.experiments.pool;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.judging.pool.JudgementPool;
import java.io.IOException;
import java.util.List;

/**
 * Filling a pool, showing how far it is.
 *
 * @param data what is judged, for messages
 */
public record PoolFilling(String data, Asking asking, WindowProgress progress) {

  /**
   * Judges pairs until each has n judgements.
   *
   * @throws InvalidInput if a pair's prompt is too long, before the first is judged
   */
  public void fill(JudgementPool pool, List<OpenPair> pairs, int n) throws IOException {
    pairs.forEach(pair -> asking.asker().check(pair, data));
    long there = pool.stored();
    pool.fill(
        pairs, n, progress.start("judge", there, there + pool.missing(pairs, n), "judgements"));
  }

  /** Draws the verdicts of n judgements of each pair under some budgets. */
  public void force(
      ForcedVerdicts forced, JudgementPool pool, List<OpenPair> pairs, int n, int... budgets)
      throws IOException {
    for (int budget : budgets) {
      forced.fill(
          pairs,
          pool,
          n,
          budget,
          progress.start("budget " + budget, 0, (long) pairs.size() * n, "judgements"));
    }
  }
}
