package io.github.rrm4j.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The disk refused while a checkpoint was saved: it is full, not writable, or gone. Not a mistake
 * in the input, but like one it has a message of one line: place, cause, what still stands, remedy.
 */
public final class CheckpointNotSaved extends UncheckedIOException {

  CheckpointNotSaved(String message, IOException cause) {
    super(message, cause);
  }
}
