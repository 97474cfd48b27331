package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pairs of a source, file by file and row by row; nothing is kept but what tells ids apart.
 *
 * <p>A malformed row ends the stream with its place: bad JSON, a field that is missing or of the
 * wrong kind, no gold, text that is not Unicode, in JSON lines an id that stands twice (in other
 * formats the second one becomes {@code ID#2}). What can be read but should not be trained on, such
 * as two equal responses or an empty query, is passed on.
 */
public final class PairStream implements Iterator<Pair>, AutoCloseable {

  private final Columns columns;
  private final Set<String> wanted;
  private final Iterator<DataFile> files;
  private final Fingerprints ids = new Fingerprints();
  private DataFile file;
  private Optional<Rows> rows = Optional.empty();
  private Optional<Pair> next = Optional.empty();
  private String nextPlace = "";
  private String place = "";
  private final Map<String, Long> unused = new TreeMap<>();
  private long rowsOfFile;
  private long ties;

  PairStream(Columns columns, List<DataFile> files) {
    this.columns = columns;
    this.wanted = columns.wanted();
    this.files = files.iterator();
    this.file = files.get(0);
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty()) {
      if (rows.isEmpty()) {
        if (!files.hasNext()) {
          return false;
        }
        file = files.next();
        rows = Optional.of(file.open(wanted));
      }
      if (rows.get().hasNext()) {
        Row row = rows.get().next();
        next = Layout.pair(columns, row, id(row));
        row.unusedFields().forEach(field -> unused.merge(field, 1L, Long::sum));
        rowsOfFile++;
        nextPlace = row.place();
        ties += next.isPresent() ? 0 : 1;
      } else {
        close();
      }
    }
    return true;
  }

  /**
   * The next pair.
   *
   * @throws InvalidInput if the next row is malformed
   */
  @Override
  public Pair next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no more pairs");
    }
    Pair pair = next.orElseThrow();
    next = Optional.empty();
    place = nextPlace;
    return pair;
  }

  /** Where the pair that {@link #next} gave last stands: {@code FILE:LINE}. */
  public String place() {
    return place;
  }

  /** How many rows so far said that no response is better, and gave no pair. */
  public long ties() {
    return ties;
  }

  /** In how many rows so far each field held something that no pair uses. */
  public Map<String, Long> unusedFields() {
    return unused;
  }

  /** Closes the file that is open. */
  @Override
  public void close() {
    for (Rows open : rows.stream().toList()) {
      open.columnsNotRead().forEach(column -> unused.merge(column, rowsOfFile, Long::sum));
      open.close();
    }
    rowsOfFile = 0;
    rows = Optional.empty();
  }

  private String id(Row row) {
    Optional<String> own = Layout.id(columns, row);
    String id = own.orElse(row.placeId());
    OptionalInt before = ids.put(Fingerprint.of(id), row.number());
    if (before.isEmpty()) {
      return id;
    }
    if (own.isPresent() && file.isJsonLines()) {
      throw JsonLines.repeated(row, id, before.getAsInt());
    }
    for (int copy = 2; ; copy++) {
      String other = id + "#" + copy;
      if (ids.put(Fingerprint.of(other), row.number()).isEmpty()) {
        return other;
      }
    }
  }
}
