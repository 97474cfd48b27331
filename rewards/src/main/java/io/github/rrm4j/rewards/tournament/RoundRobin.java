package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * Everyone plays everyone once, n (n - 1) / 2 comparisons in one round and in random order (which
 * matters to sequential {@link Elo} alone).
 *
 * @param key of the order
 */
public record RoundRobin(Key key) implements Schedule {

  @Override
  public List<Match> round(int players, List<List<ScoredMatch>> played) {
    if (!played.isEmpty()) {
      return List.of();
    }
    return shuffled(all(players), key.with("order"));
  }

  /** Every pair of players, by their indices. */
  public static List<Match> all(int players) {
    List<Match> all = new ArrayList<>();
    for (int a = 0; a < players; a++) {
      for (int b = a + 1; b < players; b++) {
        all.add(new Match(a, b));
      }
    }
    return all;
  }

  static <T> List<T> shuffled(List<T> items, Key key) {
    List<T> shuffled = new ArrayList<>();
    for (int index : key.permutation(items.size())) {
      shuffled.add(items.get(index));
    }
    return shuffled;
  }
}
