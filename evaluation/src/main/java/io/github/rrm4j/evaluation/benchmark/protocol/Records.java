package io.github.rrm4j.evaluation.benchmark.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.ConversationReader;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.evaluation.benchmark.Item;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The records of a benchmark's files, and their oddities. */
final class Records {

  private static final String ENDINGS =
      "json,jsonl,ndjson,csv,tsv,parquet,json.gz,jsonl.gz,csv.gz,tsv.gz";

  private final String path;
  private final Set<String> fields;
  private final Set<String> ids = new HashSet<>();

  /** What makes an item of a row. */
  interface Reading {
    Item item(Row row, Records records);
  }

  /**
   * @param fields the names of the fields that are read
   */
  Records(String path, String... fields) {
    this.path = path;
    this.fields = Set.of(fields);
  }

  /**
   * Reads all files.
   *
   * @throws InvalidInput if no row gives an item
   */
  List<Item> read(Reading reading) {
    List<Item> items = new ArrayList<>();
    for (DataFile file : files()) {
      try (Rows rows = file.open(fields)) {
        while (rows.hasNext()) {
          items.add(reading.item(rows.next(), this));
        }
      }
    }
    if (items.isEmpty()) {
      throw new InvalidInput(path + ": gives no item, must give at least one, check the files");
    }
    return items;
  }

  /** Of a folder, all data files below it too: owners publish folders of folders. */
  private List<DataFile> files() {
    boolean plain = !path.matches(".*[*?\\[{\\\\].*");
    return Files.isDirectory(Path.of(path)) && plain
        ? DataFiles.of(path + "/**.{" + ENDINGS + "}")
        : DataFiles.of(path);
  }

  /** An id that no earlier record has: this one, else {@code ID#2} and so on. */
  String unique(String id) {
    String free = id;
    for (int copy = 2; !ids.add(free); copy++) {
      free = id + "#" + copy;
    }
    return free;
  }

  /** The id that a record gives itself in a field, else its place. */
  static String id(Row row, String field) {
    return row.optionalWord(field).orElse(row.placeId());
  }

  /**
   * A response as its owners' tools would print it: a text, which may be empty; {@code True} or
   * {@code False} for a truth value, as Python writes it; the digits of a number.
   */
  static String response(Row row, String field) {
    return response(row, field, row.value(field));
  }

  static String response(Row row, String field, JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? "True" : "False";
    }
    return row.text(field, value);
  }

  /** A query: a text, or a conversation written out. */
  static String query(Row row, String field) {
    JsonNode value = row.value(field);
    return value.isBoolean()
        ? response(row, field, value)
        : ConversationReader.read(row, field, value, "user").query();
  }

  /**
   * The responses of a list.
   *
   * @throws InvalidInput if it is no list of at least one
   */
  static List<String> responses(Row row, String field) {
    JsonNode list = row.value(field);
    if (!list.isArray() || list.isEmpty()) {
      throw row.invalid(
          "field '%s' is %s, must be a list of responses, correct the record",
          field, list.isEmpty() && list.isArray() ? "empty" : Row.kind(list));
    }
    List<String> responses = new ArrayList<>();
    for (JsonNode response : list) {
      responses.add(response(row, field + "[" + responses.size() + "]", response));
    }
    return responses;
  }

  /**
   * A whole number of a field, written as a number or as a text.
   *
   * @throws InvalidInput if it is none between the ends
   */
  static int number(Row row, String field, int from, int to) {
    JsonNode value = row.value(field);
    String text = value.isTextual() ? value.textValue().strip() : "";
    if (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue())) {
      text = Long.toString(value.longValue());
    }
    if (text.matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= from && number <= to) {
        return number;
      }
    }
    throw row.invalid(
        "field '%s' is %s, must be a whole number from %d to %d, correct the record",
        field, shown(value), from, to);
  }

  /** A value in a message. */
  static String shown(JsonNode value) {
    return value.isContainerNode() || value.isMissingNode() ? Row.kind(value) : value.toString();
  }

  /**
   * What the name of a record's file and the folders above it say about it.
   *
   * @param parts how many names are looked at, the file's among them
   * @param words the words that are looked for, each with what it stands for
   * @return of the last part of the path that holds a word, what that word stands for
   */
  static Optional<String> named(Row row, int parts, Map<String, String> words) {
    Path file = Path.of(row.file());
    int end = file.getNameCount();
    for (int i = end - 1; i >= Math.max(0, end - parts); i--) {
      String part = file.getName(i).toString().toLowerCase(Locale.ROOT);
      for (Map.Entry<String, String> word : words.entrySet()) {
        if (part.contains(word.getKey())) {
          return Optional.of(word.getValue());
        }
      }
    }
    return Optional.empty();
  }
}
