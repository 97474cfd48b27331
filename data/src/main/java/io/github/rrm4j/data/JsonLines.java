package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A file of JSON objects, one a line, UTF-8.
 *
 * <p>Source: jsonlines.org.
 */
public final class JsonLines {

  private JsonLines() {}

  /**
   * Reads one item from each line.
   *
   * @param item makes an item of a line
   * @return at least one item, in file order
   * @throws InvalidInput if the file cannot be read, is empty, a line is malformed, or an id stands
   *     twice
   */
  public static <T> List<T> read(Path file, Function<Row, T> item) {
    List<T> items = new ArrayList<>();
    Map<String, Integer> lineOfId = new HashMap<>();
    try (Rows rows = open(file)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        items.add(item.apply(row));
        Integer before = lineOfId.putIfAbsent(id(row), row.number());
        if (before != null) {
          throw repeated(row, id(row), before);
        }
      }
    }
    if (items.isEmpty()) {
      throw empty(file);
    }
    return items;
  }

  /**
   * Opens a file, to read one line after the other without keeping them.
   *
   * @throws InvalidInput if it cannot be read
   */
  public static Rows open(Path file) {
    if (!Files.exists(file)) {
      throw new InvalidInput(file + ": does not exist, must be a JSONL file, check the path");
    }
    if (Files.isDirectory(file)) {
      throw new InvalidInput(file + ": is a folder, must be a JSONL file, name a file in it");
    }
    return new DataFile(file, file.getFileName().toString()).openLines();
  }

  /**
   * Reads one line after the other.
   *
   * @throws InvalidInput if the file cannot be read or a line is malformed
   */
  public static void forEach(Path file, Consumer<Row> rows) {
    try (Rows all = open(file)) {
      all.forEachRemaining(rows);
    }
  }

  /**
   * Reads every line before the work on the first begins: a mistake in the last one costs no hours.
   *
   * @return how many there are
   * @throws InvalidInput if the file cannot be read, is empty or a line is malformed
   */
  public static long check(Path file, Consumer<Row> line) {
    long lines = 0;
    try (Rows rows = open(file)) {
      for (; rows.hasNext(); lines++) {
        line.accept(rows.next());
      }
    }
    if (lines == 0) {
      throw empty(file);
    }
    return lines;
  }

  private static InvalidInput empty(Path file) {
    return new InvalidInput(file + ": is empty, must have at least one line");
  }

  /** The error of an id that stands in an earlier line too. */
  static InvalidInput repeated(Row row, String id, int before) {
    return row.invalid(
        "id '%s' stands in line %d too, must be unique, rename or remove one", id, before);
  }

  /**
   * Writes one object a line, the whole file or nothing.
   *
   * @throws InvalidInput if it cannot be written
   */
  public static <T> void write(Path file, List<T> items, Function<T, ObjectNode> object) {
    AtomicFiles.output(
        file,
        out -> {
          for (T item : items) {
            out.write(Json.line(object.apply(item)));
          }
        });
  }

  /** The row of one line. */
  static Row row(Path file, int number, byte[] line) {
    return new DataFile(file, file.getFileName().toString()).line(number, line);
  }

  /** The id of a row: its own, else its place. */
  public static String id(Row row) {
    return row.optionalWord("id").orElse(row.placeId());
  }
}
