package io.github.rrm4j.data;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some of many items: each stratum has as many of them as it has of all, rounded by largest
 * remainders (Hamilton), and which ones is drawn by the seed. The first n of a file would be those
 * of its first subsets.
 *
 * @param items in their own order; all where no more than n are there
 * @param sizes how many of each stratum, in the order in which the strata first occur
 * @param of how many items there are
 * @param seed of the draws
 */
public record StratifiedSample<T>(List<T> items, Map<String, Integer> sizes, int of, long seed) {

  private static final int NAMED = 8;

  /**
   * Draws a sample.
   *
   * @param stratum of an item; its draws depend on the seed, its name and its size alone
   * @param n how many items, at least 1
   */
  public static <T> StratifiedSample<T> of(
      List<T> all, Function<T, String> stratum, int n, long seed) {
    Map<String, List<Integer>> strata = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      strata.computeIfAbsent(stratum.apply(all.get(i)), name -> new ArrayList<>()).add(i);
    }
    Map<String, Integer> sizes = sizes(strata, Math.min(n, all.size()), all.size());
    List<Integer> drawn = new ArrayList<>();
    strata.forEach(
        (name, members) -> {
          int[] order = Key.of(seed, "limit").with(name).permutation(members.size());
          for (int i = 0; i < sizes.get(name); i++) {
            drawn.add(members.get(order[i]));
          }
        });
    return new StratifiedSample<>(
        drawn.stream().sorted().map(all::get).toList(), sizes, all.size(), seed);
  }

  /** Whole quotas first; what is left goes to the largest remainders, of equal ones the first. */
  private static Map<String, Integer> sizes(Map<String, List<Integer>> strata, int n, int all) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    Map<String, Long> remainders = new LinkedHashMap<>();
    int left = n;
    for (Map.Entry<String, List<Integer>> each : strata.entrySet()) {
      long quota = (long) n * each.getValue().size(); // in parts of one over all
      sizes.put(each.getKey(), (int) (quota / all));
      remainders.put(each.getKey(), quota % all);
      left -= (int) (quota / all);
    }
    remainders.entrySet().stream()
        .sorted(Comparator.comparing(each -> -each.getValue()))
        .limit(left)
        .forEach(each -> sizes.merge(each.getKey(), 1, Integer::sum));
    return sizes;
  }

  /** What a sample is, for settings: {@code stratified by subset, seed 1}. */
  public static String described(String strata, long seed) {
    return Text.format("stratified by %s, seed %d", strata, seed);
  }

  /**
   * A line for a person; empty where all were taken.
   *
   * @param place where the items stand
   * @param noun what they are, in the plural
   * @param strata what the strata are, in the singular
   */
  public Optional<String> line(String place, String noun, String strata) {
    if (items.size() == of) {
      return Optional.empty();
    }
    List<String> shares = new ArrayList<>();
    sizes.forEach((name, size) -> shares.add((name.isEmpty() ? "none" : name) + " " + size));
    return Optional.of(
        Text.format(
            "%s: %d of %d %s are taken, %s: %s",
            place, items.size(), of, noun, described(strata, seed), Text.listed(shares, NAMED)));
  }
}
