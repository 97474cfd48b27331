package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.Orders;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A benchmark: how its owners' files are read, and what its items add up to.
 *
 * <p>A benchmark has no state; the same object reads any number of files.
 */
public interface Benchmark {

  BenchmarkInfo info();

  /** The name on the command line. */
  default String name() {
    return info().name();
  }

  /** Whether it can be read without files, because it makes its own. */
  default boolean makesItsOwn() {
    return false;
  }

  /**
   * Reads the owners' files.
   *
   * @param path a file, a folder with all below it, or a glob; see {@link
   *     io.github.rrm4j.data.rows.DataFiles}
   * @param notes is given what was left out or changed, one sentence each
   * @return at least one item, in the order of the files
   * @throws io.github.rrm4j.contracts.InvalidInput if there is none, or a record is malformed
   */
  List<Item> read(String path, Consumer<String> notes);

  /**
   * The metrics of items: the main one first. One that needs a subset that is not there is left
   * out.
   */
  List<Metric> metrics(List<Scored> items);

  /**
   * The judgements of a row of a file in which the benchmark's owners keep what judges said.
   *
   * @return none where it is no such row
   * @throws io.github.rrm4j.contracts.InvalidInput if it is one and malformed
   */
  default List<JudgedComparison> recorded(Row row) {
    return List.of();
  }

  /**
   * What is to be said of the judgements of such a row, a line for each that is counted as
   * something else than it says; equal lines are told once with their number.
   */
  default List<String> remarks(Row row) {
    return List.of();
  }

  /**
   * The section that a subset is counted in, as {@code section/NAME} calls it; empty where subsets
   * stand for themselves.
   */
  default Optional<String> section(String subset) {
    return Optional.empty();
  }

  /**
   * What of the published benchmark is not there, one sentence each; numbers of a part are not
   * comparable with published ones.
   */
  default List<String> missing(List<Scored> items) {
    return List.of();
  }

  /**
   * What a benchmark is called.
   *
   * @param name on the command line
   * @param description one sentence: what it measures, and its source
   * @param orders in which each comparison is shown if the user does not say
   */
  record BenchmarkInfo(String name, String description, Orders orders) {}
}
