package io.github.rrm4j.evaluation.benchmark.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.ConversationReader;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.evaluation.benchmark.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The records of a benchmark's files, and their oddities. */
final class Records {

  private final String path;
  private final Set<String> fields;
  private final Set<String> ids = new HashSet<>();
  private final SeenRecords seen;
  private PublishedFolder folder = PublishedFolder.ANY;
  private Function<DataFile, Optional<String>> testSet = file -> Optional.empty();
  private boolean apart;
  private Optional<String> currentSet = Optional.empty();
  private DataFile file = new DataFile(Path.of(""), "");
  private Optional<Row> row = Optional.empty();
  private boolean repeats;

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
    this.seen = new SeenRecords(this.fields);
  }

  /** Says which files of a published folder are the benchmark. */
  Records in(PublishedFolder published) {
    folder = published;
    return this;
  }

  /**
   * Says which files hold which test set of the benchmark; a path may name only one of them.
   *
   * @param set the name of a file's test set; empty for a file that belongs to any
   */
  Records ofOneTestSet(Function<DataFile, Optional<String>> set) {
    testSet = set;
    return this;
  }

  /** As {@link #ofOneTestSet}, but several are read and told apart by {@link #setOfSeveral}. */
  Records ofTestSets(Function<DataFile, Optional<String>> set) {
    apart = true;
    return ofOneTestSet(set);
  }

  /** The test set of the record that is being read; empty where the path names only one. */
  Optional<String> setOfSeveral() {
    return currentSet;
  }

  /**
   * Reads all files, of a folder also what lies below it.
   *
   * @param notes is given which files are not read, and what stands in several files
   * @throws InvalidInput if no row gives an item, records of one id differ, or the files are of
   *     several test sets
   */
  List<Item> read(Reading reading, Consumer<String> notes) {
    List<DataFile> files = folder.chosen(path, DataFiles.below(path), notes);
    boolean several = severalTestSets(files);
    List<Item> items = new ArrayList<>();
    for (DataFile each : files) {
      file = each;
      currentSet = testSet.apply(each).filter(set -> several);
      try (Rows rows = each.open(fields)) {
        while (rows.hasNext()) {
          Row next = rows.next();
          row = Optional.of(next);
          repeats = false;
          Item item = reading.item(next, this);
          if (!repeats) {
            items.add(item);
          }
        }
      }
    }
    if (items.isEmpty()) {
      throw new InvalidInput(path + ": gives no item, must give at least one, check the files");
    }
    seen.note(path).ifPresent(notes);
    return items;
  }

  private boolean severalTestSets(List<DataFile> files) {
    Map<String, String> firstOf = new TreeMap<>();
    for (DataFile each : files) {
      testSet.apply(each).ifPresent(set -> firstOf.putIfAbsent(set, each.name()));
    }
    if (firstOf.size() > 1 && !apart) {
      List<String> named = new ArrayList<>();
      firstOf.forEach((set, name) -> named.add(set + " (" + name + ")"));
      throw InvalidInput.of(
          "%s: holds %d test sets, %s, must be one, name its file, folder or glob",
          path, firstOf.size(), String.join(", ", named));
    }
    return firstOf.size() > 1;
  }

  /**
   * The name of the record that is being read: this id, or {@code ID#2} and so on where its file
   * has it already.
   *
   * @param id ends in the record's place where it gives itself none
   */
  String unique(String id) {
    Row current = row.orElseThrow();
    boolean own = !id.endsWith(current.placeId());
    repeats = seen.repeats(current, file, Optional.of(id).filter(given -> own));
    String free = id;
    for (int copy = 2; !repeats && !ids.add(free); copy++) {
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
    String text = Row.word(value).orElse("");
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
    return named(Path.of(row.file()), parts, words);
  }

  static Optional<String> named(Path file, int parts, Map<String, String> words) {
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
