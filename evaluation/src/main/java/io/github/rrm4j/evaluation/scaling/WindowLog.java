package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of JSON lines that grows by whole windows: the last line of each has {@code "end": true},
 * and what a kill left after the last such line is cut off when the file is opened again.
 */
final class WindowLog implements AutoCloseable {

  private static final byte[] END = "\"end\":true}\n".getBytes(StandardCharsets.UTF_8);

  private final ObjectMapper mapper = new ObjectMapper();
  private final FileChannel channel;

  private WindowLog(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a file, makes it where it is missing, and tells its rows.
   *
   * @throws InvalidInput if it cannot be written, or a row cannot be read
   */
  static WindowLog open(Path file, Consumer<Row> rows) {
    FileChannel channel;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(wholeWindows(file));
      channel.position(channel.size());
    } catch (IOException e) {
      throw new InvalidInput(
          file + ": cannot be written (" + e + "), must be in a writable folder with free space",
          e);
    }
    try (Rows stored = JsonLines.open(file)) {
      stored.forEachRemaining(rows);
    }
    return new WindowLog(channel);
  }

  /** The bytes up to the end of the last whole window. */
  private static long wholeWindows(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int end = bytes.length; end >= END.length; end--) {
      int at = end - END.length;
      int same = 0;
      while (same < END.length && bytes[at + same] == END[same]) {
        same++;
      }
      if (same == END.length) {
        return end;
      }
    }
    return 0;
  }

  ObjectNode line() {
    return mapper.createObjectNode();
  }

  /** Adds a window; it is on the disk when this returns. */
  void append(List<ObjectNode> window) throws IOException {
    if (window.isEmpty()) {
      return;
    }
    window.get(window.size() - 1).put("end", true);
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

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
