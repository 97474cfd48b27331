package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import java.util.List;

/** An item whose comparisons are all known from the start. */
sealed interface FixedComparisons extends Item permits BestOfItem, MatrixItem {

  /** Those comparisons. */
  List<Comparison> comparisons();

  @Override
  default List<Comparison> comparisons(Verdicts known) {
    return comparisons();
  }

  @Override
  default int expected() {
    return comparisons().size();
  }
}
