package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Rollout.Span;
import io.github.rrm4j.statistics.Correlation;
import io.github.rrm4j.statistics.Summary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What is logged of the groups of a step, all that were sampled, whatever was asked. Rewards are
 * those of the samples that have one.
 */
final class GroupMetrics<Q, A> {

  private final List<Group<Q, A>> groups;
  private final List<Sample<A>> samples;
  private final List<Sample<A>> rewarded;
  private final Map<String, Double> values = new LinkedHashMap<>();

  /**
   * @param ngram tokens of the n-grams whose repetition is counted
   */
  GroupMetrics(List<Group<Q, A>> groups, int ngram) {
    this.groups = groups;
    this.samples = Group.samples(groups).toList();
    this.rewarded = samples.stream().filter(sample -> sample.reward().isPresent()).toList();
    rewards();
    groups();
    lengths();
    values.put("text/repeated_frac", mean(sample -> repeated(completion(sample), ngram)));
  }

  Map<String, Double> values() {
    return values;
  }

  private void rewards() {
    Summary rewards = Summary.of(ofRewarded(sample -> reward(sample).value()));
    values.put("reward/mean", rewarded.isEmpty() ? 0 : rewards.mean());
    values.put("reward/std", rewarded.isEmpty() ? 0 : rewards.std());
    Set<String> parts = new LinkedHashSet<>();
    rewarded.forEach(sample -> parts.addAll(reward(sample).parts().keySet()));
    for (String part : parts) {
      values.put(
          "reward/part/" + part,
          rewarded.stream()
              .mapToDouble(sample -> reward(sample).parts().getOrDefault(part, 0.0))
              .average()
              .orElse(0));
    }
  }

  private void groups() {
    long silent = groups.stream().filter(group -> !group.hasSignal()).count();
    long trained = groups.stream().filter(Group::trained).count();
    long useless = groups.stream().filter(group -> group.trained() && !group.hasSignal()).count();
    values.put("group/no_signal_frac", (double) silent / groups.size());
    values.put("group/sampled", (double) groups.size());
    values.put("group/trained", (double) trained);
    values.put("group/trained_no_signal_frac", trained == 0 ? 0 : (double) useless / trained);
  }

  private void lengths() {
    values.put("len/completion_mean", mean(sample -> completion(sample).length));
    values.put(
        "len/reward_correlation",
        Correlation.of(
            ofRewarded(sample -> completion(sample).length),
            ofRewarded(sample -> reward(sample).value())));
    values.put(
        "len/repetition_frac",
        Group.share(groups, sample -> sample.rollout().finish() == Finish.REPETITION));
    values.put(
        "len/forced_frac", Group.share(groups, sample -> sample.rollout().forced().isPresent()));
    long unknown = samples.stream().mapToLong(GroupMetrics::unknown).sum();
    if (unknown > 0) {
      double tokens = samples.stream().mapToLong(sample -> completion(sample).length).sum();
      values.put("rollout/unknown_logprob_frac", unknown / tokens);
    }
  }

  /**
   * Tokens that were sampled, but whose log-prob a server did not give: they are not trained on.
   */
  private static long unknown(Sample<?> sample) {
    Optional<Span> forced = sample.rollout().forced();
    float[] logprobs = sample.rollout().logprobs();
    return IntStream.range(0, logprobs.length)
        .filter(i -> Float.isNaN(logprobs[i]))
        .filter(i -> forced.filter(span -> i >= span.from() && i < span.to()).isEmpty())
        .count();
  }

  /** The share of n-grams that occurred before in the same completion. */
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

  private static int[] completion(Sample<?> sample) {
    return sample.sequence().completion();
  }

  private static Reward reward(Sample<?> sample) {
    return sample.reward().orElseThrow();
  }

  private double mean(ToDoubleFunction<Sample<A>> of) {
    return samples.stream().mapToDouble(of).average().orElse(0);
  }

  private double[] ofRewarded(ToDoubleFunction<Sample<A>> number) {
    return rewarded.stream().mapToDouble(number).toArray();
  }
}
