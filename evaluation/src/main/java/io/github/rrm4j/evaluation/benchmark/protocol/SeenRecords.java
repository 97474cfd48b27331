package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.data.Fingerprint;
import io.github.rrm4j.data.RepeatedRows;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The records of a benchmark that were read, so that one that stands in several files (a whole and
 * its cuts, data and outputs) counts once. Within a file each record counts, as for its owners; the
 * shards of a table are one file.
 */
final class SeenRecords {

  /** A record: where it stands, and what its fields hold. */
  private record Seen(String table, String place, Map<String, Fingerprint> fields) {}

  private final Set<String> fields;
  private final Map<Object, List<Seen>> byName = new HashMap<>();
  private final RepeatedRows repeated = new RepeatedRows();

  /**
   * @param fields what makes two records the same
   */
  SeenRecords(Set<String> fields) {
    this.fields = fields;
  }

  /**
   * Whether a record stands in another file too; it is remembered if not.
   *
   * @param file of the record
   * @param id of the record; empty where it gives itself none
   * @throws io.github.rrm4j.contracts.InvalidInput if one of the same id in another file holds
   *     something else
   */
  boolean repeats(Row row, DataFile file, Optional<String> id) {
    Seen one = new Seen(file.table(), row.place(), contents(row));
    Object name = id.isPresent() ? id.get() : one.fields();
    List<Seen> known = byName.computeIfAbsent(name, n -> new ArrayList<>());
    Optional<Seen> elsewhere = Optional.empty();
    Optional<String> differs = Optional.empty();
    for (Seen before : known) {
      if (!before.table().equals(one.table())) {
        differs = difference(before, one);
        elsewhere = Optional.of(before);
        if (differs.isEmpty()) {
          repeated.add(file.name());
          return true;
        }
      }
    }
    if (elsewhere.isPresent()) {
      throw row.invalid(
          "id '%s' stands in %s too, with another '%s', must be one record, name the files that are meant",
          id.orElse(""), elsewhere.get().place(), differs.orElseThrow());
    }
    known.add(one);
    return false;
  }

  /** A field that two records both have, with different contents. */
  private static Optional<String> difference(Seen a, Seen b) {
    return a.fields().entrySet().stream()
        .filter(field -> b.fields().containsKey(field.getKey()))
        .filter(field -> !b.fields().get(field.getKey()).equals(field.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  private Map<String, Fingerprint> contents(Row row) {
    Map<String, Fingerprint> contents = new LinkedHashMap<>();
    for (String field : fields) {
      if (row.has(field)) {
        contents.put(field, Fingerprint.of(RepeatedRows.written(row.value(field))));
      }
    }
    return contents;
  }

  /** What was counted once, in one sentence; empty where nothing was. */
  Optional<String> note(String path) {
    return repeated.note("records").map(note -> path + ": " + note);
  }
}
