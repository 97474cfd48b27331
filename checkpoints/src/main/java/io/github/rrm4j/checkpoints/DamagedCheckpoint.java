package io.github.rrm4j.checkpoints;

import java.nio.file.Path;

/** A file of a checkpoint is not what it should be; who catches it knows what is done instead. */
final class DamagedCheckpoint extends Exception {

  /**
   * @param what follows the name of the file: "is missing"
   */
  DamagedCheckpoint(Path file, String what) {
    super(file + ": " + what);
  }
}
