package io.github.rrm4j.experiments.run;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.RunLog;
import io.github.rrm4j.trainer.run.Observer;
import java.io.IOException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.appender.AppenderLoggingException;

/** What a person sees of a run while it is open: the terminal, and the same lines in run.log. */
final class RunTerminal implements Observer, AutoCloseable {

  private static final Logger LOG = LogManager.getLogger("rrm");

  private final RunFolder folder;
  private final RunLog log;
  private final Progress progress = Progress.onStandardError();
  private String stage = "";
  private boolean begun;

  RunTerminal(RunFolder folder) {
    this.folder = folder;
    this.log = RunLog.open(folder.path().resolve("run.log"));
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

  /**
   * Notes a mistake in run.log alone, since the terminal gets it when the command ends, and takes a
   * new folder away again in which no step was taken.
   *
   * @return the mistake, to be thrown
   */
  InvalidInput gaveUp(InvalidInput mistake) {
    try {
      LOG.info("ended by a mistake: {}", mistake.getMessage());
      if (folder.fresh() && !begun) {
        folder.delete();
      }
    } catch (IOException | AppenderLoggingException e) { // on a full disk, which may be the mistake
      mistake.addSuppressed(e);
    }
    return mistake;
  }

  @Override
  public void close() {
    progress.close();
    log.close();
  }
}
