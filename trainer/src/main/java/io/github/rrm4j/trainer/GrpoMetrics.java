package io.github.rrm4j.trainer;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.Judgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.statistics.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What is logged of a GRPO step; docs/metrics.md defines each name. */
final class GrpoMetrics {

  private final GrpoBatch batch;
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  GrpoMetrics(
      GrpoSettings settings,
      GrpoBatch batch,
      List<Update.Result> results,
      float[][] reference,
      double rate) {
    this.batch = batch;
    Summary rewards =
        Summary.of(batch.rewards().stream().mapToDouble(reward -> reward.value()).toArray());
    put("reward/mean", rewards.mean());
    put("reward/std", rewards.std());
    put("reward/accuracy", share(row -> batch.outcomes().get(row) == Outcome.CORRECT));
    for (Outcome outcome : Outcome.values()) {
      String name = outcome.name().toLowerCase(Locale.ROOT);
      put("verdict/" + name + "_frac", share(row -> batch.outcomes().get(row) == outcome));
    }
    put("verdict/first_frac", share(row -> judgement(row).verdict() == Verdict.FIRST));
    put("gold/first_frac", share(row -> goldOf(row) == Side.FIRST));
    put("group/no_signal_frac", (double) batch.groupsWithoutSignal() / batch.pairs().size());
    put("len/thinking_mean", thinking(row -> true));
    put("len/thinking_correct_mean", thinking(row -> outcome(row) == Outcome.CORRECT));
    put("len/thinking_wrong_mean", thinking(row -> outcome(row) == Outcome.WRONG));
    put(
        "len/completion_mean",
        batch.rollouts().stream().mapToInt(r -> r.logprobs().length).average().orElse(0));
    policy(settings, results, reference);
    put("lr", rate);
  }

  Map<String, Double> values() {
    return values;
  }

  List<String> warnings() {
    return warnings;
  }

  private void policy(GrpoSettings settings, List<Update.Result> results, float[][] reference) {
    long tokens = 0;
    long clipped = 0;
    double kl = 0;
    double ratioMax = 0;
    for (Update.Result result : results) {
      for (Map.Entry<Integer, float[]> row : result.logprobs().entrySet()) {
        float[] old = batch.rollouts().get(row.getKey()).logprobs();
        double advantage = batch.advantages()[row.getKey()];
        for (int i = 0; i < old.length; i++) {
          double ratio = Math.exp(row.getValue()[i] - old[i]);
          boolean above = advantage > 0 && ratio > 1 + settings.clipHigh();
          boolean below = advantage < 0 && ratio < 1 - settings.clipLow();
          clipped += above || below ? 1 : 0;
          ratioMax = Math.max(ratioMax, ratio);
          double d = reference[row.getKey()][i] - row.getValue()[i];
          kl += Math.exp(d) - d - 1;
          tokens++;
        }
      }
    }
    put("loss", results.stream().mapToDouble(Update.Result::loss).average().orElse(0));
    if (settings.klCoefficient() > 0) {
      put("kl/mean", kl / Math.max(1, tokens));
    }
    put("policy/clip_frac", (double) clipped / Math.max(1, tokens));
    put("policy/ratio_max", ratioMax);
    put("policy/entropy", mean(results, Update.Result::entropyMean));
    put("grad_norm", mean(results, Update.Result::gradientNorm));
    put("tokens/padding_frac", mean(results, Update.Result::paddingShare));
    put("update/halvings", results.stream().mapToDouble(Update.Result::halvings).sum());
    if (!results.isEmpty()) {
      gap(settings, results.get(0));
    }
  }

  /** Rollout and trainer must agree while the weights are those that sampled. */
  private void gap(GrpoSettings settings, Update.Result first) {
    double sum = 0;
    double max = 0;
    long tokens = 0;
    for (Map.Entry<Integer, float[]> row : first.logprobs().entrySet()) {
      float[] old = batch.rollouts().get(row.getKey()).logprobs();
      for (int i = 0; i < old.length; i++) {
        double gap = Math.abs(row.getValue()[i] - old[i]);
        sum += gap;
        max = Math.max(max, gap);
        tokens++;
      }
    }
    double mean = sum / Math.max(1, tokens);
    put("logprob_gap/mean", mean);
    put("logprob_gap/max", max);
    if (mean > settings.gapLimit()) {
      throw new TrainingFailed(
          "log-probs of rollout and trainer differ by %.3g nats on average, the limit is %.3g: their kernels or weights are not the same"
              .formatted(mean, settings.gapLimit()));
    }
    if (max > settings.gapWarning()) {
      warnings.add(
          "log-probs of rollout and trainer differ by up to %.3g nats (warning above %.3g)"
              .formatted(max, settings.gapWarning()));
    }
  }

  private static double mean(List<Update.Result> results, ToDoubleFunction<Update.Result> of) {
    return results.stream().mapToDouble(of).average().orElse(0);
  }

  private void put(String name, double value) {
    values.put(name, value);
  }

  private double share(IntPredicate predicate) {
    int rows = batch.rollouts().size();
    return (double) IntStream.range(0, rows).filter(predicate).count() / rows;
  }

  private double thinking(IntPredicate which) {
    return IntStream.range(0, batch.rollouts().size())
        .filter(which)
        .map(row -> judgement(row).thinkingTokens())
        .average()
        .orElse(0);
  }

  private Judgement judgement(int row) {
    return batch.judgements().get(row);
  }

  private Outcome outcome(int row) {
    return batch.outcomes().get(row);
  }

  private Side goldOf(int row) {
    return batch.pairs().get(row / batch.groupSize()).gold();
  }
}
