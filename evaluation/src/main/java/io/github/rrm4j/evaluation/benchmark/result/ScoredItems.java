package io.github.rrm4j.evaluation.benchmark.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Scored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code items.jsonl}: what every item came out as, from which all metrics can be had again. */
public final class ScoredItems {

  /** The file's name in the folder of a result. */
  public static final String FILE = "items.jsonl";

  private ScoredItems() {}

  /** Writes the items, the whole file or nothing. */
  public static void write(Path file, List<Scored> items) {
    JsonLines.write(file, items, ScoredItems::line);
  }

  private static ObjectNode line(Scored item) {
    ObjectNode line =
        Json.object()
            .put("id", item.id())
            .put("subset", item.subset())
            .put("credit", item.credit());
    item.values().forEach((name, value) -> line.withObject("/values").put(name, value));
    return line;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if the file is missing or malformed
   */
  public static List<Scored> read(Path file) {
    List<Scored> items = new ArrayList<>();
    JsonLines.forEach(
        file,
        row -> {
          Map<String, Double> values = new LinkedHashMap<>();
          for (Map.Entry<String, JsonNode> value : row.value("values").properties()) {
            values.put(value.getKey(), number(row, value.getKey(), value.getValue()));
          }
          items.add(
              new Scored(
                  row.text("id"),
                  row.text("subset"),
                  number(row, "credit", row.value("credit")),
                  values));
        });
    return items;
  }

  private static double number(Row row, String field, JsonNode value) {
    if (!value.isNumber()) {
      throw row.invalid("field '" + field + "' must be a number, restore the file");
    }
    return value.doubleValue();
  }
}
