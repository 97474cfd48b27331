package io.github.rrm4j.experiments.output;

import java.util.function.LongConsumer;

/**
 * The progress of work that is done in windows, and may be left between two of them.
 *
 * @param afterWindow called when a window is on the disk; what it throws ends the work
 */
public record WindowProgress(Progress progress, Runnable afterWindow) {

  /** Work that is not left. */
  public static WindowProgress of(Progress progress) {
    return new WindowProgress(progress, () -> {});
  }

  /**
   * Begins a phase.
   *
   * @param noun what is counted
   * @return takes how many are done
   */
  public LongConsumer start(String phase, long from, long total, String noun) {
    progress.start(phase, from, total);
    return done -> {
      progress.step(done, noun);
      afterWindow.run();
    };
  }

  public void line(String text) {
    progress.line(text);
  }
}
