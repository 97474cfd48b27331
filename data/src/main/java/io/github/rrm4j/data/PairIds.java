package io.github.rrm4j.data;

import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ids of a source's rows. A row whose id and texts stand in another file of the source is the
 * same row again; one whose id alone does is refused. Within a file, and within the shards of one
 * table, JSON lines must have ids of their own, and in other formats the second one becomes {@code
 * ID#2}. Nothing is kept but fingerprints.
 */
public final class PairIds {

  /** A file, and the number of the first row in it among all rows. */
  private record Start(DataFile file, int first) {}

  private final Fingerprints ids = new Fingerprints();
  private final Fingerprints contents = new Fingerprints();
  private final List<Start> starts = new ArrayList<>();
  private final RepeatedRows repeated = new RepeatedRows();
  private int rows;

  /** The rows that follow are those of another file. */
  public void begin(DataFile file) {
    starts.add(new Start(file, rows));
  }

  /**
   * The id of the next row.
   *
   * @param row of which nothing but the place is looked at
   * @return empty where the row stands in another file too
   * @throws io.github.rrm4j.contracts.InvalidInput if the id is another row's
   */
  public Optional<String> next(Row row, RowIdentity identity) {
    int number = rows++;
    String id = identity.id();
    Optional<Fingerprint> content = identity.content();
    OptionalInt before = ids.put(Fingerprint.of(id), number);
    if (before.isEmpty()) {
      content.ifPresent(bits -> contents.put(bits, number));
      return Optional.of(id);
    }
    Start there = startOf(before.getAsInt());
    Start here = starts.get(starts.size() - 1);
    if (identity.own() && !there.file().table().equals(here.file().table())) {
      if (contents.find(content.orElseThrow()).isEmpty()) {
        throw row.invalid(
            "id '%s' stands in %s:%d too, with other texts, must be unique, rename one or make the"
                + " files sources of their own",
            id, there.file().path(), before.getAsInt() - there.first() + 1);
      }
      repeated.add(here.file().name());
      return Optional.empty();
    }
    content.ifPresent(bits -> contents.put(bits, number));
    if (identity.own() && here.file().isJsonLines()) {
      throw repeated(row, id, there, here, before.getAsInt());
    }
    for (int copy = 2; ; copy++) {
      String other = id + "#" + copy;
      if (ids.put(Fingerprint.of(other), number).isEmpty()) {
        return Optional.of(other);
      }
    }
  }

  private static RuntimeException repeated(Row row, String id, Start there, Start here, int at) {
    int number = at - there.first() + 1;
    return there.equals(here)
        ? JsonLines.repeated(row, id, number)
        : row.invalid(
            "id '%s' stands in %s:%d too, must be unique, rename or remove one",
            id, there.file().path(), number);
  }

  private Start startOf(int row) {
    int at = starts.size() - 1;
    while (starts.get(at).first() > row) {
      at--;
    }
    return starts.get(at);
  }

  /** The rows so far that stood in another file too. */
  public RepeatedRows repeated() {
    return repeated;
  }
}
