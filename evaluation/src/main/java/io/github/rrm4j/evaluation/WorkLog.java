package io.github.rrm4j.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file of finished work, one JSON object a line in the order of the items, which grows by whole
 * windows; after a kill it is cut back to those that are complete. Windows begin at the same items
 * in every run, so that what is computed together is the same too, and with it each byte.
 */
public final class WorkLog implements AutoCloseable {

  private final ObjectMapper mapper = new ObjectMapper();
  private final FileChannel channel;
  private final long lines;

  private WorkLog(FileChannel channel, long lines) {
    this.channel = channel;
    this.lines = lines;
  }

  /**
   * @param window lines that are written together; what is there is cut back to a multiple of it
   * @param items lines of the whole work: the last window may have fewer
   * @throws InvalidInput if it cannot be written
   */
  public static WorkLog open(Path file, int window, long items) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      long there = lines(file);
      long whole = there == items ? items : there / window * window;
      channel.truncate(bytes(file, whole));
      channel.position(channel.size());
      return new WorkLog(channel, whole);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Lines that were there when it was opened. */
  public long lines() {
    return lines;
  }

  /** Adds a window; it is on the disk when this returns. */
  public void append(List<ObjectNode> window) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ObjectNode line : window) {
      bytes.write(mapper.writeValueAsBytes(line));
      bytes.write('\n');
    }
    ByteBuffer left = ByteBuffer.wrap(bytes.toByteArray());
    while (left.hasRemaining()) {
      channel.write(left);
    }
    channel.force(false);
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

  private static InvalidInput unwritable(Path file, IOException e) {
    return new InvalidInput(
        file + ": cannot be written (" + e + "), must be in a writable folder with free space", e);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
