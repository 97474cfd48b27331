package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Row;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Rows that stand in another file too and count once: how many there are, and in which files. */
public final class RepeatedRows {

  private static final int NAMED = 6;

  private final Set<String> files = new TreeSet<>();
  private long count;

  /** Counts one. */
  public void add(String file) {
    count++;
    files.add(file);
  }

  /** How many there are. */
  public long count() {
    return count;
  }

  /**
   * One sentence; empty where there are none.
   *
   * @param unit rows, records
   */
  public Optional<String> note(String unit) {
    if (count == 0) {
      return Optional.empty();
    }
    String named = files.stream().limit(NAMED).collect(Collectors.joining(", "));
    String more = files.size() > NAMED ? " and " + (files.size() - NAMED) + " more" : "";
    return Optional.of(
        Text.format(
            "%d %s stand in another file too and count once (%s%s)", count, unit, named, more));
  }

  /** A value as every format would write it, to compare the same row in two files. */
  public static String written(JsonNode value) {
    return Row.word(value).orElseGet(value::toString);
  }
}
