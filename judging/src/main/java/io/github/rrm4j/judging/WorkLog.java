package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.GrowingFile;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file of finished work, one JSON object a line in the order of the items, which grows by whole
 * windows; after a kill it is cut back to those that are complete. Windows begin at the same items
 * in every run, so that what is computed together is the same too, and with it each byte.
 */
public final class WorkLog implements AutoCloseable {

  private final GrowingFile file;
  private final long lines;

  private WorkLog(GrowingFile file, long lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * @param window lines that are written together; what is there is cut back to a multiple of it
   * @param items lines of the whole work: the last window may have fewer
   * @throws InvalidInput if it cannot be written
   */
  public static WorkLog open(Path file, int window, long items) {
    AtomicLong whole = new AtomicLong();
    GrowingFile growing =
        GrowingFile.open(
            file,
            there -> {
              long complete = lines(there);
              whole.set(complete == items ? items : complete / window * window);
              return bytes(there, whole.get());
            },
            kept -> {});
    return new WorkLog(growing, whole.get());
  }

  /** Lines that were there when it was opened. */
  public long lines() {
    return lines;
  }

  /** Adds a window; it is on the disk when this returns. */
  public void append(List<ObjectNode> window) throws IOException {
    file.append(window.stream().map(ObjectNode::toString).toList());
  }

  private static long lines(Path file) throws IOException {
    long lines = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        lines += b == '\n' ? 1 : 0;
      }
    }
    return lines;
  }

  /** How many bytes the first lines of a file have. */
  private static long bytes(Path file, long lines) throws IOException {
    long bytes = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (long left = lines; left > 0; bytes++) {
        left -= in.read() == '\n' ? 1 : 0;
      }
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
