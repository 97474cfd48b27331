package io.github.rrm4j.data.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.data.Fingerprint;
import io.github.rrm4j.data.Fingerprints;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The queries of benchmark files, to be looked for in training data.
 *
 * <p>A query leaks if, as bare words, it is a text of the benchmark, or shares {@value #GRAM} words
 * in a row with one, or as much text of a script without spaces ({@link Words}). A row's texts are
 * its fields {@code prompt}, {@code question}, {@code query}, {@code instruction} and {@code
 * input}, the last two also joined, and the user's turns where a field ({@code messages} and {@code
 * chosen} too) is a conversation.
 *
 * <p>Source: Brown et al. 2020 ("Language Models are Few-Shot Learners"), appendix C, where an
 * overlap of 13 words is a collision. Differs: queries are compared, responses are not.
 *
 * <p>Texts are kept as fingerprints of 128 bits in 40 bytes each, one for each word of a benchmark;
 * the training data is streamed. With B of them and T stretches of training queries some stretch is
 * taken for another by chance with a probability of at most B T / 2^128.
 */
public final class Benchmark {

  /** Words in a row that make an overlap. */
  public static final int GRAM = 13;

  private static final List<String> TEXTS =
      List.of("prompt", "question", "query", "instruction", "input");
  private static final List<String> CONVERSATIONS = List.of("prompt", "messages", "chosen");

  private final Fingerprints whole = new Fingerprints();
  private final Fingerprints grams = new Fingerprints();
  private final List<String> places = new ArrayList<>();
  private final List<Integer> sets = new ArrayList<>(); // of each row
  private final List<String> names = new ArrayList<>(); // of each set

  /** How a query leaks. */
  public enum Kind {
    /** It is a text of the benchmark. */
    SAME,
    /** It shares {@value Benchmark#GRAM} words in a row with one. */
    OVERLAP
  }

  /**
   * @param row of the benchmark, from 0
   * @param place of that row
   */
  public record Leak(Kind kind, int row, String place) {}

  /**
   * Reads benchmark files.
   *
   * @param paths files, folders or globs
   * @throws io.github.rrm4j.contracts.InvalidInput if one cannot be read or has no queries
   */
  public static Benchmark read(List<String> paths) {
    Benchmark benchmark = new Benchmark();
    for (String path : paths) {
      benchmark.addFiles(path);
    }
    return benchmark;
  }

  private void add(DataFile file) {
    Set<String> columns = new LinkedHashSet<>(TEXTS);
    columns.addAll(CONVERSATIONS);
    try (Rows rows = file.open(columns)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        List<String> texts = texts(row);
        if (texts.isEmpty()) {
          throw row.invalid(
              "has no query%s, must have one of the fields %s, give another file",
              row.alike(TEXTS), String.join(", ", TEXTS));
        }
        add(row.place(), texts);
      }
    }
  }

  /**
   * Begins a set of rows that are counted together.
   *
   * @param name of the set, for messages
   */
  public void begin(String name) {
    names.add(name);
  }

  /**
   * Adds a row to the set that was begun last.
   *
   * @param place of the row, for messages
   * @param texts of its queries
   */
  public void add(String place, List<String> texts) {
    places.add(place);
    sets.add(names.size() - 1);
    texts.forEach(this::add);
  }

  /** Reads files in any layout as a set of its own. */
  public void addFiles(String path) {
    begin(path);
    DataFiles.ofAnySplit(path).forEach(this::add);
  }

  private void add(String text) {
    List<String> words = Words.of(text);
    int row = places.size() - 1;
    if (!words.isEmpty()) {
      whole.put(Words.fingerprint(words), row);
    }
    Words.stretches(words, GRAM).forEach(stretch -> grams.put(stretch, row));
  }

  private static List<String> texts(Row row) {
    List<String> texts = new ArrayList<>();
    for (String field : TEXTS) {
      if (row.value(field).isTextual()) {
        texts.add(row.value(field).textValue());
      }
    }
    if (row.value("instruction").isTextual() && row.value("input").isTextual()) {
      texts.add(row.value("instruction").textValue() + "\n" + row.value("input").textValue());
    }
    for (String field : CONVERSATIONS) {
      for (JsonNode message : row.value(field)) {
        if (message.path("role").asText().equals("user")) {
          texts.add(message.path("content").asText());
        }
      }
    }
    return texts;
  }

  /** The sets of rows, in the order in which they were begun. */
  List<String> names() {
    return names;
  }

  /** The number of the set that a row is in. */
  int set(int row) {
    return sets.get(row);
  }

  /** How many rows a set has. */
  long rows(int set) {
    return sets.stream().filter(each -> each == set).count();
  }

  /** How many rows there are. */
  public int size() {
    return places.size();
  }

  /** How a query leaks, if it does. */
  public Optional<Leak> find(String query) {
    List<String> words = Words.of(query);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt same = whole.find(Words.fingerprint(words));
    if (same.isPresent()) {
      return Optional.of(leak(Kind.SAME, same.getAsInt()));
    }
    for (Fingerprint stretch : Words.stretches(words, GRAM)) {
      OptionalInt overlap = grams.find(stretch);
      if (overlap.isPresent()) {
        return Optional.of(leak(Kind.OVERLAP, overlap.getAsInt()));
      }
    }
    return Optional.empty();
  }

  Leak leak(Kind kind, int row) {
    return new Leak(kind, row, places.get(row));
  }
}
