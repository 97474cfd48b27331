package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StratifiedSampleTest {

  /** Items such as {@code b3}, the strata one after another as in a file. */
  private static List<String> items(int... sizes) {
    List<String> items = new ArrayList<>();
    for (int s = 0; s < sizes.length; s++) {
      for (int i = 0; i < sizes[s]; i++) {
        items.add((char) ('a' + s) + "" + i);
      }
    }
    return items;
  }

  private static StratifiedSample<String> sample(List<String> all, int n, long seed) {
    return StratifiedSample.of(all, item -> item.substring(0, 1), n, seed);
  }

  /** Worked by hand: quotas n times size over all, rounded by largest remainders. */
  @ParameterizedTest
  @CsvSource({
    "10, '{a=5, b=3, c=2}'", // 5, 3, 2
    "9,  '{a=4, b=3, c=2}'", // 4.5, 2.7, 1.8: b and c have the largest remainders
    "1,  '{a=1, b=0, c=0}'", // 0.5, 0.3, 0.2
    "3,  '{a=1, b=1, c=1}'", // 1.5, 0.9, 0.6
    "100, '{a=50, b=30, c=20}'",
    "500, '{a=50, b=30, c=20}'",
  })
  void strataHaveTheirShares(int n, String sizes) {
    assertEquals(sizes, sample(items(50, 30, 20), n, 1).sizes().toString());
  }

  @Test
  void ofEqualRemaindersTheFirstStratumIsServed() {
    assertEquals(Map.of("a", 1, "b", 1, "c", 0), sample(items(4, 4, 4), 2, 1).sizes());
  }

  @Test
  void anySampleHasItsSizeItsOrderAndNoItemTwice() {
    for (int round = 0; round < 200; round++) {
      Key key = Key.of(round, "sizes");
      List<String> all = items(1 + key.below(0, 9), 1 + key.below(1, 40), 1 + key.below(2, 3));
      int n = 1 + key.below(3, all.size());
      StratifiedSample<String> sample = sample(all, n, round);
      assertEquals(n, sample.items().size());
      assertEquals(n, new HashSet<>(sample.items()).size());
      assertEquals(all.stream().filter(sample.items()::contains).toList(), sample.items());
      sample
          .sizes()
          .forEach(
              (name, size) -> {
                long there = all.stream().filter(item -> item.startsWith(name)).count();
                assertTrue(Math.abs(size - (double) n * there / all.size()) < 1, name);
              });
    }
  }

  @Test
  void theSeedDecidesWhich() {
    List<String> all = items(50, 30);
    assertEquals(sample(all, 16, 7).items(), sample(all, 16, 7).items());
    assertNotEquals(sample(all, 16, 7).items(), sample(all, 16, 8).items());
    assertNotEquals(all.subList(0, 10), sample(all, 16, 7).items().subList(0, 10));
  }

  @Test
  void aPersonIsToldWhatWasTaken() {
    assertEquals(
        Optional.of("f: 8 of 80 pairs are taken, stratified by section, seed 3: a 5, b 3"),
        sample(items(50, 30), 8, 3).line("f", "pairs", "section"));
    assertEquals(Optional.empty(), sample(items(50, 30), 80, 3).line("f", "pairs", "section"));
  }
}
