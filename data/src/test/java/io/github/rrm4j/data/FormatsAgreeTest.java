package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One row in JSON lines, as a JSON list, as CSV, as Parquet and as Arrow is one pair, or one error,
 * whatever field is missing, misspelled, too much or of another type.
 */
class FormatsAgreeTest {

  /** Values as SQL writes them; the text of each is what CSV holds. */
  private static final Map<String, String> WHOLE =
      Map.of(
          "id", "'p1'",
          "section", "'math'",
          "prompt", "'Name a fruit'",
          "response_1", "'Apple'",
          "response_2", "'Stone'",
          "label", "2");

  private static final List<String> VALUES =
      List.of(
          "7",
          "2.0::double",
          "1.5::double",
          "true",
          "false",
          "'2.0'",
          "' 1 '",
          "'B'",
          "'tie'",
          "'x'");

  @TempDir private Path folder;

  static Stream<Map<String, String>> rows() {
    List<Map<String, String>> rows = new ArrayList<>();
    rows.add(WHOLE);
    rows.add(with("extra", "'nobody asks'"));
    rows.add(with("extra", "3"));
    for (String field : WHOLE.keySet()) {
      rows.add(with(field, ""));
      VALUES.forEach(value -> rows.add(with(field, value)));
      rows.add(renamed(field, field.substring(0, field.length() - 1)));
      rows.add(renamed(field, field.toUpperCase(Locale.ROOT)));
    }
    return rows.stream();
  }

  private static Map<String, String> with(String field, String value) {
    Map<String, String> row = new LinkedHashMap<>(WHOLE);
    row.put(field, value);
    row.values().removeIf(String::isEmpty);
    return row;
  }

  private static Map<String, String> renamed(String field, String name) {
    Map<String, String> row = new LinkedHashMap<>(WHOLE);
    row.put(name, row.remove(field));
    return row;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyFormatGivesTheSame(Map<String, String> row) throws IOException {
    String lines = outcome(jsonLines(row));
    assertEquals(lines, outcome(jsonList(row)), "a list");
    assertEquals(lines, outcome(csv(row)), "a table");
    assertEquals(lines, outcome(parquet(row)), "Parquet");
    assertEquals(lines, outcome(arrow(row)), "Arrow");
  }

  /** The pair and the fields that it left unused, or the message without its place. */
  private static String outcome(Path file) {
    try (PairStream pairs = PairSource.of(file.toString()).open()) {
      String pair = pairs.hasNext() ? pairs.next().toString() : "tie";
      pairs.forEachRemaining(none -> {});
      return (pair + " " + pairs.unusedFields()).replace(file.getFileName().toString(), "FILE");
    } catch (InvalidInput e) {
      String message = e.getMessage();
      return message
          .substring(message.indexOf("field '"))
          .replaceAll("(is) \"?([^\"]*?)\"?(, must)", "$1 $2$3");
    }
  }

  private Path jsonLines(Map<String, String> row) throws IOException {
    return Files.writeString(folder.resolve("x.jsonl"), json(row) + "\n");
  }

  private Path jsonList(Map<String, String> row) throws IOException {
    return Files.writeString(folder.resolve("x.json"), "[" + json(row) + "]");
  }

  private static String json(Map<String, String> row) throws IOException {
    ObjectNode json = Json.object();
    for (Map.Entry<String, String> field : row.entrySet()) {
      String value = field.getValue().replace("::double", "");
      json.set(field.getKey(), Json.parse(value.replace('\'', '"')));
    }
    return json.toString();
  }

  private Path csv(Map<String, String> row) throws IOException {
    String values =
        row.values().stream()
            .map(value -> value.replace("::double", "").replace("'", "\""))
            .collect(Collectors.joining(","));
    return Files.writeString(
        folder.resolve("x.csv"), String.join(",", row.keySet()) + "\n" + values + "\n");
  }

  private Path parquet(Map<String, String> row) throws IOException {
    return Tables.parquet(folder.resolve("x.parquet"), json(row));
  }

  private Path arrow(Map<String, String> row) {
    Path file = folder.resolve("x.arrow");
    ArrowFiles.with(
        memory ->
            ArrowFiles.write(
                file,
                ArrowFiles.Form.STREAM,
                row.entrySet().stream()
                    .map(field -> vector(memory, field.getKey(), field.getValue()))
                    .toList()));
    return file;
  }

  private static FieldVector vector(BufferAllocator memory, String name, String value) {
    if (value.startsWith("'")) {
      return ArrowFiles.texts(memory, name, value.replace("'", ""));
    }
    if (value.endsWith("::double")) {
      return ArrowFiles.numbers(memory, name, Double.parseDouble(value.replace("::double", "")));
    }
    if (value.equals("true") || value.equals("false")) {
      BitVector bit = new BitVector(name, memory);
      bit.setSafe(0, value.equals("true") ? 1 : 0);
      bit.setValueCount(1);
      return bit;
    }
    BigIntVector whole = new BigIntVector(name, memory);
    whole.setSafe(0, Long.parseLong(value));
    whole.setValueCount(1);
    return whole;
  }
}
