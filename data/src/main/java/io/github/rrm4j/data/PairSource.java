package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where pairs come from: the door through which every preference file is read.
 *
 * <pre>{@code
 * try (PairStream pairs = PairSource.of("data/train-*.parquet").open()) {
 *   while (pairs.hasNext()) {
 *     Pair pair = pairs.next();
 *   }
 * }
 * }</pre>
 *
 * @param path a file, a folder or a glob; see {@link DataFiles}
 * @param columns which field is what
 */
public record PairSource(String path, Columns columns) {

  /** A source in one of the published layouts. */
  public static PairSource of(String path) {
    return new PairSource(path, Columns.USUAL);
  }

  /**
   * Opens the source; rows are read as they are asked for.
   *
   * @throws InvalidInput if there is no such file
   */
  public PairStream open() {
    return new PairStream(columns, files());
  }

  /**
   * The files, in their order.
   *
   * @throws InvalidInput if there is none
   */
  public List<DataFile> files() {
    return DataFiles.of(path);
  }

  /**
   * Opens one of the files, whose rows {@code seen} tells apart.
   *
   * @param several whether the source has other files
   * @param seen hears of each row before its pair
   */
  public PairStream open(DataFile file, boolean several, PairStream.RowsSeen seen) {
    return new PairStream(columns, List.of(file), several, Optional.of(seen));
  }

  /**
   * All pairs, in memory.
   *
   * @return at least one
   * @throws InvalidInput if there is no such file, a row is malformed or no row gives a pair
   */
  public List<Pair> read() {
    List<Pair> all = new ArrayList<>();
    try (PairStream pairs = open()) {
      pairs.forEachRemaining(all::add);
    }
    if (all.isEmpty()) {
      throw new InvalidInput(path + ": is empty, must have at least one pair");
    }
    return all;
  }
}
