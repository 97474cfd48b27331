package io.github.rrm4j.judging.pool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.GrowingFile;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of JSON lines that grows by whole windows: the last line of each has {@code "end": true},
 * and what a kill left after the last such line is cut off when the file is opened again.
 */
final class WindowLog implements AutoCloseable {

  private static final byte[] END = "\"end\":true}\n".getBytes(StandardCharsets.UTF_8);

  private final GrowingFile file;

  private WindowLog(GrowingFile file) {
    this.file = file;
  }

  /**
   * Opens a file, makes it where it is missing, and tells its rows.
   *
   * @throws InvalidInput if it cannot be written, or a row cannot be read
   */
  static WindowLog open(Path file, Consumer<Row> rows) {
    return new WindowLog(
        GrowingFile.open(
            file,
            WindowLog::wholeWindows,
            whole -> {
              try (Rows stored = JsonLines.open(whole)) {
                stored.forEachRemaining(rows);
              }
            }));
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
    return JsonNodeFactory.instance.objectNode();
  }

  /** Adds a window; it is on the disk when this returns. */
  void append(List<ObjectNode> window) throws IOException {
    if (window.isEmpty()) {
      return;
    }
    window.get(window.size() - 1).put("end", true);
    file.append(window.stream().map(ObjectNode::toString).toList());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
