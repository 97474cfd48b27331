package io.github.rrm4j.trainer.optimizer;

import java.io.IOException;
import java.nio.file.Path;

/** What a checkpoint within a stage holds of the optimizer. */
public interface OptimizerState {

  /** Steps that were taken. */
  long steps();

  /** Writes it. */
  void write(Path file) throws IOException;

  /**
   * Takes up what {@link #write} wrote.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if the file does not fit
   */
  void read(Path file);
}
