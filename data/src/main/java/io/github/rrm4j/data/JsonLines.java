package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A file of JSON objects, one a line, UTF-8, as a list; {@link JsonLineSource} says what is read.
 */
final class JsonLines {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonLines() {}

  /** An empty object; its fields are written in the order in which they are put. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads one item from each line.
   *
   * @param item makes an item of a line
   * @return at least one item, in file order
   * @throws InvalidInput if the file cannot be read, is empty, a line is malformed, or an id stands
   *     twice
   */
  static <T> List<T> read(Path file, Function<JsonLine, T> item) {
    List<T> items = new ArrayList<>();
    Map<String, Integer> lineOfId = new HashMap<>();
    try (JsonLineSource lines = JsonLineSource.open(file)) {
      while (lines.hasNext()) {
        JsonLine line = lines.next();
        items.add(item.apply(line));
        Integer before = lineOfId.putIfAbsent(line.id(), line.number());
        if (before != null) {
          throw line.invalid(
              "id '%s' stands in line %d too, must be unique, rename or remove one"
                  .formatted(line.id(), before));
        }
      }
    }
    if (items.isEmpty()) {
      throw new InvalidInput(file + ": is empty, must have at least one line");
    }
    return items;
  }

  /**
   * Writes one object a line, the whole file or nothing.
   *
   * @throws InvalidInput if it cannot be written
   */
  static <T> void write(Path file, List<T> items, Function<T, ObjectNode> object) {
    AtomicFile.write(
        file,
        out -> {
          for (T item : items) {
            out.write(MAPPER.writeValueAsBytes(object.apply(item)));
            out.write('\n');
          }
        });
  }
}
