package io.github.rrm4j.trainer;

import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.statistics.Correlation;
import io.github.rrm4j.statistics.Summary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What is logged of the rollouts of a step, all that were sampled, whatever was asked. Rewards are
 * those of the rollouts that have one.
 */
final class GroupMetrics {

  private final GrpoBatch batch;
  private final int[] rewarded;
  private final Map<String, Double> values = new LinkedHashMap<>();

  /**
   * @param ngram tokens of the n-grams whose repetition is counted
   */
  GroupMetrics(GrpoBatch batch, int ngram) {
    this.batch = batch;
    this.rewarded =
        IntStream.range(0, batch.rows()).filter(row -> batch.reward(row).isPresent()).toArray();
    rewards();
    groups();
    lengths();
    put("text/repeated_frac", mean(row -> repeated(completion(row), ngram)));
  }

  Map<String, Double> values() {
    return values;
  }

  private void rewards() {
    Summary rewards = Summary.of(of(this::reward));
    put("reward/mean", rewarded.length == 0 ? 0 : rewards.mean());
    put("reward/std", rewarded.length == 0 ? 0 : rewards.std());
    Set<String> parts = new LinkedHashSet<>();
    IntStream.of(rewarded).forEach(row -> parts.addAll(parts(row).keySet()));
    for (String part : parts) {
      put(
          "reward/part/" + part,
          IntStream.of(rewarded)
              .mapToDouble(row -> parts(row).getOrDefault(part, 0.0))
              .average()
              .orElse(0));
    }
  }

  private double reward(int row) {
    return batch.reward(row).map(Reward::value).orElseThrow();
  }

  private Map<String, Double> parts(int row) {
    return batch.reward(row).map(Reward::parts).orElseThrow();
  }

  private void groups() {
    long silent = batch.groups().stream().filter(group -> !group.hasSignal()).count();
    put("group/no_signal_frac", (double) silent / batch.groups().size());
    int trained = 0;
    int useless = 0;
    for (int p = 0; p < batch.trained().length; p++) {
      trained += batch.trained()[p] ? 1 : 0;
      useless += batch.trained()[p] && !batch.groups().get(p).hasSignal() ? 1 : 0;
    }
    put("group/sampled", batch.trained().length);
    put("group/trained", trained);
    put("group/trained_no_signal_frac", trained == 0 ? 0 : (double) useless / trained);
  }

  private void lengths() {
    put("len/completion_mean", mean(row -> completion(row).length));
    put(
        "len/reward_correlation",
        Correlation.of(of(row -> completion(row).length), of(this::reward)));
    put("len/repetition_frac", share(row -> batch.rollout(row).finish() == Finish.REPETITION));
    put("len/forced_frac", share(row -> batch.rollout(row).forced().isPresent()));
  }

  /** The share of n-grams that stood in the row before. */
  static double repeated(int[] tokens, int n) {
    int all = tokens.length - n + 1;
    if (all <= 0) {
      return 0;
    }
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < all; i++) {
      seen.add(IntStream.range(i, i + n).mapToObj(at -> tokens[at]).toList());
    }
    return 1 - (double) seen.size() / all;
  }

  private int[] completion(int row) {
    return batch.rollout(row).sequence().completion();
  }

  private double share(IntPredicate predicate) {
    return (double) IntStream.range(0, batch.rows()).filter(predicate).count() / batch.rows();
  }

  private double mean(IntToDoubleFunction of) {
    return IntStream.range(0, batch.rows()).mapToDouble(of).average().orElse(0);
  }

  /** Of the rows that have a reward. */
  private double[] of(IntToDoubleFunction number) {
    return IntStream.of(rewarded).mapToDouble(number).toArray();
  }

  private void put(String name, double value) {
    values.put(name, value);
  }
}
