package io.github.rrm4j.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.contracts.Text;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences that were run together and that rows of another cache go on from, such as the samples
 * of a prompt: their keys and values are read where they are, and the rows' own cache holds only
 * what comes after them.
 *
 * @param cache keys and values of the prefixes, one a row
 * @param lengths positions of each prefix; what its row holds behind them is not looked at
 * @param rows by prefix, the rows of the other cache that go on from it
 */
public record Prefixes(KvCache cache, int[] lengths, int[][] rows) {

  /**
   * @throws IllegalArgumentException if there are not as many lengths and lists of rows as the
   *     cache has rows, or no list has a row
   */
  public Prefixes {
    if (lengths.length != cache.rows() || rows.length != cache.rows() || most(rows) == 0) {
      throw new IllegalArgumentException(
          Text.format(
              "a cache of %d prefixes, %d lengths, %d lists of at most %d rows",
              cache.rows(), lengths.length, rows.length, most(rows)));
    }
  }

  private static int most(int[][] rows) {
    return Arrays.stream(rows).mapToInt(its -> its.length).max().orElse(0);
  }

  /** The rows of each prefix, filled up with any row to those of the prefix that has most. */
  private long[] members(int most) {
    long[] members = new long[rows.length * most];
    for (int prefix = 0; prefix < rows.length; prefix++) {
      for (int i = 0; i < rows[prefix].length; i++) {
        members[prefix * most + i] = rows[prefix][i];
      }
    }
    return members;
  }

  /**
   * By row of a cache, the position of its first entry: 0 where it goes on from no prefix.
   *
   * @param count rows of that cache
   */
  static long[] starts(List<Prefixes> runs, int count) {
    long[] starts = new long[count];
    for (Prefixes run : runs) {
      for (int prefix = 0; prefix < run.rows.length; prefix++) {
        for (int row : run.rows[prefix]) {
          starts[row] = run.lengths[prefix];
        }
      }
    }
    return starts;
  }

  /**
   * The arguments {@code shared} and {@code prefixes} of {@code prefixes.torchscript}.
   *
   * @param starts of the rows
   * @param scope owns what is made
   */
  static NDList arguments(List<Prefixes> runs, long[] starts, NDManager scope) {
    NDList shared = new NDList(scope.create(starts));
    NDList prefixes = new NDList();
    if (!runs.isEmpty()) {
      shared.add(scope.create(places(runs, starts.length)));
    }
    for (Prefixes run : runs) {
      int most = most(run.rows);
      shared.add(scope.create(run.members(most), new Shape(run.rows.length, most)));
      shared.add(scope.create(Arrays.stream(run.lengths).asLongStream().toArray()));
      prefixes.addAll(run.cache.named("prefixes[]", scope));
    }
    if (prefixes.isEmpty()) {
      prefixes.add(scope.create(0L)); // a list of one tensor where there are none
      prefixes.get(0).setName("prefixes[]");
    }
    shared.forEach(array -> array.setName("shared[]"));
    return shared.addAll(prefixes);
  }

  /** By row, its index among the members of all runs. */
  private static long[] places(List<Prefixes> runs, int count) {
    long[] places = new long[count];
    long first = 0; // of the members of a prefix
    for (Prefixes run : runs) {
      int most = most(run.rows);
      for (int[] its : run.rows) {
        for (int i = 0; i < its.length; i++) {
          places[its[i]] = first + i;
        }
        first += most;
      }
    }
    return places;
  }
}
