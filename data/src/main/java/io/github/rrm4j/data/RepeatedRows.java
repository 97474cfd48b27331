package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Row;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Rows that stand in another file too and count once: how many there are, and in which files. */
public final class RepeatedRows {

  private static final int NAMED = 6;

  private final Map<String, Long> files = new TreeMap<>();

  /** Counts one. */
  public void add(String file) {
    files.merge(file, 1L, Long::sum);
  }

  /** How many there are. */
  public long count() {
    return files.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many there are of each file that has any. */
  public Map<String, Long> files() {
    return Collections.unmodifiableMap(files);
  }

  /**
   * One sentence; empty where there are none.
   *
   * @param unit rows, records
   */
  public Optional<String> note(String unit) {
    long count = count();
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Text.format(
            "%d %s stand in another file too and count once (%s)",
            count, unit, Text.listed(files.keySet(), NAMED)));
  }

  /** A value as every format would write it, to compare the same row in two files. */
  public static String written(JsonNode value) {
    return Row.word(value).orElseGet(value::toString);
  }
}
