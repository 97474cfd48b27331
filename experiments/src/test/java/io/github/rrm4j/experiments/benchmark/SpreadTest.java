package io.github.rrm4j.experiments.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpreadTest {

  private static List<Item> items(String... ids) {
    return Stream.of(ids)
        .map(
            id ->
                (Item)
                    new PairItem(Comparison.better(id, id.substring(0, 1), "q", "good", "bad"), 0))
        .toList();
  }

  private static List<String> spread(int limit) {
    return Spread.over(items("a1", "a2", "a3", "b1", "c1", "c2"), limit).stream()
        .map(Item::id)
        .toList();
  }

  @Test
  void everySubsetIsThereBeforeOneIsThereTwice() {
    assertEquals(List.of("a1", "b1", "c1"), spread(3));
    assertEquals(List.of("a1", "a2", "b1", "c1", "c2"), spread(5));
    assertEquals(List.of("a1", "a2", "a3", "b1", "c1", "c2"), spread(6));
    assertEquals(6, spread(0).size());
    assertEquals(List.of("a1"), spread(1));
  }
}
