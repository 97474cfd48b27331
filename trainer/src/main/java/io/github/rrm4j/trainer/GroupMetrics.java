package io.github.rrm4j.trainer;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.Judgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.statistics.Correlation;
import io.github.rrm4j.rewards.statistics.Summary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is logged of the rollouts of a step, all that were sampled. */
final class GroupMetrics {

  private final GrpoBatch batch;
  private final Map<String, Double> values = new LinkedHashMap<>();

  /**
   * @param ngram tokens of the n-grams whose repetition is counted
   */
  GroupMetrics(GrpoBatch batch, int ngram) {
    this.batch = batch;
    rewards();
    verdicts();
    groups();
    lengths();
    put("text/repeated_frac", mean(row -> repeated(completion(row), ngram)));
  }

  Map<String, Double> values() {
    return values;
  }

  private void rewards() {
    Summary rewards = Summary.of(numbers(row -> batch.reward(row).value()));
    put("reward/mean", rewards.mean());
    put("reward/std", rewards.std());
    put("reward/accuracy", share(row -> batch.outcome(row) == Outcome.CORRECT));
    Set<String> parts = new LinkedHashSet<>();
    IntStream.range(0, batch.rows())
        .forEach(row -> parts.addAll(batch.reward(row).parts().keySet()));
    for (String part : parts) {
      put("reward/part/" + part, mean(row -> part(batch.reward(row), part)));
    }
  }

  private static double part(Reward reward, String name) {
    return reward.parts().getOrDefault(name, 0.0);
  }

  private void verdicts() {
    for (Outcome outcome : Outcome.values()) {
      String name = outcome.name().toLowerCase(Locale.ROOT);
      put("verdict/" + name + "_frac", share(row -> batch.outcome(row) == outcome));
    }
    put("verdict/first_frac", share(row -> judgement(row).verdict() == Verdict.FIRST));
    put("gold/first_frac", share(row -> batch.pair(row).gold() == Side.FIRST));
    int[] readable =
        IntStream.range(0, batch.rows())
            .filter(row -> judgement(row).verdict().side().isPresent())
            .toArray();
    double bias =
        IntStream.of(readable)
            .mapToDouble(
                row ->
                    (judgement(row).verdict() == Verdict.FIRST ? 1 : 0)
                        - (batch.pair(row).gold() == Side.FIRST ? 1 : 0))
            .average()
            .orElse(0);
    put("verdict/position_bias", bias);
  }

  private void groups() {
    put("group/no_signal_frac", groups(group -> !group.hasSignal()));
    put("group/all_right_frac", groups(group -> right(group) == batch.groupSize()));
    put("group/all_wrong_frac", groups(group -> right(group) == 0));
    put("group/mixed_frac", groups(group -> right(group) > 0 && right(group) < batch.groupSize()));
    int trained = 0;
    int silent = 0;
    for (int p = 0; p < batch.trained().length; p++) {
      trained += batch.trained()[p] ? 1 : 0;
      silent += batch.trained()[p] && !batch.groups().get(p).hasSignal() ? 1 : 0;
    }
    put("group/sampled", batch.trained().length);
    put("group/trained", trained);
    put("group/trained_no_signal_frac", trained == 0 ? 0 : (double) silent / trained);
  }

  private double groups(Predicate<Group> which) {
    return (double) batch.groups().stream().filter(which).count() / batch.groups().size();
  }

  private static long right(Group group) {
    return group.outcomes().stream().filter(outcome -> outcome == Outcome.CORRECT).count();
  }

  private void lengths() {
    put("len/thinking_mean", thinking(row -> true));
    put("len/thinking_correct_mean", thinking(row -> batch.outcome(row) == Outcome.CORRECT));
    put("len/thinking_wrong_mean", thinking(row -> batch.outcome(row) == Outcome.WRONG));
    put("len/right_minus_wrong", rightMinusWrong());
    put("len/completion_mean", mean(row -> completion(row).length));
    put(
        "len/reward_correlation",
        Correlation.of(
            numbers(row -> completion(row).length), numbers(row -> batch.reward(row).value())));
    put("len/forced_frac", share(row -> batch.rollout(row).forced().isPresent()));
  }

  /** 0 where one of the two is not there. */
  private double rightMinusWrong() {
    boolean both =
        Stream.of(Outcome.CORRECT, Outcome.WRONG)
            .allMatch(outcome -> share(row -> batch.outcome(row) == outcome) > 0);
    return both
        ? values.get("len/thinking_correct_mean") - values.get("len/thinking_wrong_mean")
        : 0;
  }

  private double thinking(IntPredicate which) {
    return IntStream.range(0, batch.rows())
        .filter(which)
        .map(row -> judgement(row).thinkingTokens())
        .average()
        .orElse(0);
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

  private Judgement judgement(int row) {
    return batch.judgement(row);
  }

  private double share(IntPredicate predicate) {
    return (double) IntStream.range(0, batch.rows()).filter(predicate).count() / batch.rows();
  }

  private double mean(IntToDoubleFunction of) {
    return IntStream.range(0, batch.rows()).mapToDouble(of).average().orElse(0);
  }

  private double[] numbers(IntToDoubleFunction of) {
    return IntStream.range(0, batch.rows()).mapToDouble(of).toArray();
  }

  private void put(String name, double value) {
    values.put(name, value);
  }
}
