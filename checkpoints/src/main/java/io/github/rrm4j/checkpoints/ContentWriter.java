package io.github.rrm4j.checkpoints;

import java.io.IOException;
import java.nio.file.Path;

/** What a checkpoint consists of. */
@FunctionalInterface
public interface ContentWriter {

  /**
   * Writes all files of the checkpoint; the store adds the manifest and syncs everything.
   *
   * @param folder empty, exists, and has another name later
   */
  void writeInto(Path folder) throws IOException;
}
