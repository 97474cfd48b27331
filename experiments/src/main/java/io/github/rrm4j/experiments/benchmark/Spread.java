package io.github.rrm4j.experiments.benchmark;

import io.github.rrm4j.evaluation.benchmark.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A part of a benchmark in which every subset is there. */
public final class Spread {

  private Spread() {}

  /**
   * The first items of every subset, as many of each as can be.
   *
   * @param limit so many items in all; 0 for all
   * @return in the order in which they were given
   */
  public static List<Item> over(List<Item> items, int limit) {
    if (limit == 0 || limit >= items.size()) {
      return items;
    }
    Map<String, List<Item>> subsets = new LinkedHashMap<>();
    items.forEach(
        item -> subsets.computeIfAbsent(item.subset(), subset -> new ArrayList<>()).add(item));
    Set<Item> kept = new HashSet<>();
    for (int turn = 0; kept.size() < limit; turn++) {
      for (List<Item> subset : subsets.values()) {
        if (turn < subset.size() && kept.size() < limit) {
          kept.add(subset.get(turn));
        }
      }
    }
    return items.stream().filter(kept::contains).toList();
  }
}
