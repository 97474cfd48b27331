package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pairs of a source, file by file and row by row; nothing is kept but what tells ids apart.
 *
 * <p>A malformed row ends the stream with its place: bad JSON, a field that is missing or of the
 * wrong kind, no gold, text that is not Unicode, an id that another row has ({@link PairIds}). A
 * row that stands in two files of the source gives one pair. What can be read but should not be
 * trained on, such as two equal responses or an empty query, is passed on.
 */
public final class PairStream implements Iterator<Pair>, AutoCloseable {

  private final Columns columns;
  private final Set<String> wanted;
  private final Iterator<DataFile> files;
  private final Set<String> texts;
  private final boolean several;
  private final Optional<RowsSeen> seen;
  private final PairIds ids = new PairIds();
  private DataFile file;
  private Optional<Rows> rows = Optional.empty();
  private Optional<Pair> next = Optional.empty();
  private String nextPlace = "";
  private String place = "";
  private final Map<String, Long> unused = new TreeMap<>();
  private long rowsOfFile;
  private long ties;

  /** Hears of every row of a stream that does not tell them apart itself. */
  public interface RowsSeen {
    void seen(Row row, RowIdentity identity);
  }

  PairStream(Columns columns, List<DataFile> files) {
    this(columns, files, files.size() > 1, Optional.empty());
  }

  /**
   * @param several whether the source has other files
   * @param seen hears of each row before its pair, and tells rows apart; empty where the stream
   *     does
   */
  PairStream(Columns columns, List<DataFile> files, boolean several, Optional<RowsSeen> seen) {
    this.columns = columns;
    this.wanted = columns.wanted();
    this.texts = new LinkedHashSet<>(wanted);
    this.texts.removeAll(columns.names());
    this.several = several;
    this.seen = seen;
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
        ids.begin(file);
      }
      if (rows.get().hasNext()) {
        Row row = rows.get().next();
        Optional<String> id = id(row, RowIdentity.of(row, Layout.id(columns, row), texts, several));
        if (id.isPresent()) {
          next = Layout.pair(columns, row, id.get());
          row.unusedFields().forEach(field -> unused.merge(field, 1L, Long::sum));
          rowsOfFile++;
          nextPlace = row.place();
          ties += next.isPresent() ? 0 : 1;
        }
      } else {
        close();
      }
    }
    return true;
  }

  private Optional<String> id(Row row, RowIdentity identity) {
    if (seen.isEmpty()) {
      return ids.next(row, identity);
    }
    seen.get().seen(row, identity);
    return Optional.of(identity.id());
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

  /** How many rows so far stood in another file of the source too, and gave no pair here. */
  public long repeated() {
    return ids.repeated().count();
  }

  /** What {@link #repeated} counts, by the file of the row that gave no pair. */
  public Map<String, Long> repeatedByFile() {
    return ids.repeated().files();
  }

  /** What {@link #repeated} counts, with the names of the files; empty where it is 0. */
  public Optional<String> repetition() {
    return ids.repeated().note("rows");
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
}
