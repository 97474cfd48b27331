package io.github.rrm4j.evaluation.benchmark;

import java.util.List;

/** One thing that a benchmark counts: a pair, or a question with several responses. */
public interface Item {

  /** Unique in the benchmark. */
  String id();

  /** The part of the benchmark that it is counted in. */
  String subset();

  /**
   * The comparisons that it needs, as far as what is known says which: a tournament names the next
   * round when it knows the winners of the last one. Those that are known already are named too.
   */
  List<Comparison> comparisons(Verdicts known);

  /** The different queries of its comparisons, as a judge sees them. */
  default List<String> queries() {
    return comparisons(new Verdicts()).stream()
        .map(comparison -> comparison.pair().query())
        .distinct()
        .toList();
  }

  /** How many comparisons it will have needed in the end, for the time left. */
  default int expected() {
    return comparisons(new Verdicts()).size();
  }

  /** Whether the verdicts so far say which comparisons come next, as in a knockout. */
  default boolean asksByVerdict() {
    return false;
  }

  /** What it came out as, once no comparison is missing. */
  Scored score(Verdicts verdicts);
}
