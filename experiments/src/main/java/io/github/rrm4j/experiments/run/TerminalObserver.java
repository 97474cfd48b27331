package io.github.rrm4j.experiments.run;

import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.trainer.run.Observer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Shows a run in the terminal and writes the same lines to its log. */
final class TerminalObserver implements Observer {

  private static final Logger LOG = LogManager.getLogger("rrm");

  private final Progress progress;
  private String stage = "";
  private boolean begun;

  TerminalObserver(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void stage(String name, long done, long total) {
    stage = name;
    progress.start(name, done, total);
    LOG.info("{} begins at step {} of {}", name, done, total);
  }

  @Override
  public void step(long done, long total, String summary) {
    begun = true;
    progress.step(done, summary);
    LOG.info("{} {}/{} {}", stage, done, total, summary);
  }

  @Override
  public void line(String text) {
    progress.line(text);
    LOG.info(text);
  }

  /** For run.log alone: the terminal gets the line when the command ends. */
  void failed(String message) {
    LOG.info("ended by a mistake: {}", message);
  }

  /** Whether a step was taken. */
  boolean begun() {
    return begun;
  }
}
