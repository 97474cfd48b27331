package io.github.rrm4j.evaluation.filter;

import com.fasterxml.jackson.databind.ObjectMapper;
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
 * The file of tallies, one JSON object a line in the order of the pairs, which grows by whole
 * windows; after a kill it is cut back to those that are complete.
 */
final class TallyLog implements AutoCloseable {

  private final ObjectMapper mapper = new ObjectMapper();
  private final FileChannel channel;
  private final long lines;

  private TallyLog(FileChannel channel, long lines) {
    this.channel = channel;
    this.lines = lines;
  }

  /**
   * @param window lines that are written together; what is there is cut back to a multiple of it
   * @throws InvalidInput if it cannot be written
   */
  static TallyLog open(Path file, int window) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      long whole = lines(file) / window * window;
      channel.truncate(bytes(file, whole));
      channel.position(channel.size());
      return new TallyLog(channel, whole);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Lines that were there when it was opened. */
  long lines() {
    return lines;
  }

  /** Adds a window; it is on the disk when this returns. */
  void append(List<Tally> window) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Tally tally : window) {
      bytes.write(mapper.writeValueAsBytes(tally.toJson(mapper)));
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
