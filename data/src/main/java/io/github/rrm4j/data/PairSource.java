package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.DataFiles;
import java.util.ArrayList;
import java.util.List;

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
    return new PairStream(columns, DataFiles.of(path));
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
