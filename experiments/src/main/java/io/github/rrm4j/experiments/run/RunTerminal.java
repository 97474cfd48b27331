package io.github.rrm4j.experiments.run;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.RunLog;
import java.io.IOException;

/**
 * What a person sees of a run while it is open: the terminal and run.log.
 *
 * @param folder of the run
 * @param observer writes to both
 */
record RunTerminal(RunFolder folder, RunLog log, Progress progress, TerminalObserver observer)
    implements AutoCloseable {

  static RunTerminal open(RunFolder folder) throws IOException {
    RunLog log = RunLog.open(folder.path().resolve("run.log"));
    Progress progress = Progress.onStandardError();
    return new RunTerminal(folder, log, progress, new TerminalObserver(progress));
  }

  /**
   * Notes a mistake, and takes a new folder away again in which no step was taken.
   *
   * @return the mistake, to be thrown
   */
  InvalidInput gaveUp(InvalidInput mistake) throws IOException {
    observer.failed(mistake.getMessage());
    if (folder.fresh() && !observer.begun()) {
      folder.delete();
    }
    return mistake;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    log.close();
  }
}
