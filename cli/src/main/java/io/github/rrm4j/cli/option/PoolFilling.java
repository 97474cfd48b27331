package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.judging.pool.JudgementPool;
import java.io.IOException;
import java.util.List;

/**
 * Filling a pool, showing how far it is.
 *
 * @param data what is judged, for messages
 * @param afterWindow called when a window is on the disk; what it throws ends the filling
 */
public record PoolFilling(String data, Asking asking, Progress progress, Runnable afterWindow) {

  /**
   * Judges pairs until each has n judgements.
   *
   * @throws InvalidInput if a pair's prompt is too long, before the first is judged
   */
  public void fill(JudgementPool pool, List<OpenPair> pairs, int n) throws IOException {
    for (OpenPair pair : pairs) {
      if (!asking.fits(pair)) {
        throw new InvalidInput(
            "%s: the prompt of pair '%s' has %d tokens, must have at most %d, so that %d new tokens fit the model's positions; shorten or remove it, or lower --max-new-tokens"
                .formatted(
                    data,
                    pair.id(),
                    asking.judge().prompt(pair).length,
                    asking.engine().longestPrompt(asking.sampling()),
                    asking.sampling().maxNewTokens()));
      }
    }
    long there = pool.stored();
    progress.start("judge", there, there + pool.missing(pairs, n));
    pool.fill(
        pairs,
        n,
        done -> {
          progress.step(done, "judgements");
          afterWindow.run();
        });
  }
}
