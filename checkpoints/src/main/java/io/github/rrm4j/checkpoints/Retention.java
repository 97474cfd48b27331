package io.github.rrm4j.checkpoints;

import io.github.rrm4j.contracts.Text;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which checkpoints of a run stay: the union of the newest, the best and the regular ones.
 *
 * @param keepLast how many of the newest; the newest one stays even at 0
 * @param keepBest how many of the highest scores, the newer one on a tie; 0 = off
 * @param keepEvery the steps that this divides; 0 = off
 */
public record Retention(int keepLast, int keepBest, int keepEvery) {

  /**
   * @throws IllegalArgumentException if a number is negative
   */
  public Retention {
    if (keepLast < 0 || keepBest < 0 || keepEvery < 0) {
      throw new IllegalArgumentException(
          Text.format(
              "keep last %d, best %d, every %d: none may be negative",
              keepLast, keepBest, keepEvery));
    }
  }

  /** The steps that stay, out of those with their scores. */
  SortedSet<Long> kept(SortedMap<Long, OptionalDouble> scores) {
    SortedSet<Long> kept = new TreeSet<>();
    scores.keySet().stream()
        .sorted(Comparator.reverseOrder())
        .limit(Math.max(1, keepLast))
        .forEach(kept::add);
    scores.entrySet().stream()
        .filter(entry -> entry.getValue().isPresent())
        .sorted(BEST_FIRST)
        .limit(keepBest)
        .forEach(entry -> kept.add(entry.getKey()));
    if (keepEvery > 0) {
      scores.keySet().stream().filter(step -> step % keepEvery == 0).forEach(kept::add);
    }
    return kept;
  }

  private static final Comparator<Map.Entry<Long, OptionalDouble>> BEST_FIRST =
      Comparator.comparingDouble(
              (Map.Entry<Long, OptionalDouble> entry) -> entry.getValue().getAsDouble())
          .thenComparing(Map.Entry::getKey)
          .reversed();
}
