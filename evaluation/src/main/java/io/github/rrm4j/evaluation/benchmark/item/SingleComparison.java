package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import java.util.List;

/** An item that one comparison decides, under whose name it goes. */
sealed interface SingleComparison extends Item permits LabelledItem, PairItem {

  Comparison comparison();

  @Override
  default String id() {
    return comparison().id();
  }

  @Override
  default String subset() {
    return comparison().subset();
  }

  @Override
  default List<Comparison> comparisons(Verdicts known) {
    return List.of(comparison());
  }
}
