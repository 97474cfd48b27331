package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.objective.SequenceRatio;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import io.github.rrm4j.trainer.stage.TrainingFailed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is logged of the updates of a GRPO step; docs/metrics.md defines each name. */
final class UpdateMetrics {

  private final GrpoSettings settings;
  private final boolean stale;
  private final List<Iteration.Update> updates;
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param stale whether older weights than those at the start of the step drew some completions
   */
  UpdateMetrics(GrpoSettings settings, Iteration<?, ?> iteration, boolean stale) {
    this.settings = settings;
    this.stale = stale;
    this.updates = iteration.updates();
    policy();
    if (!updates.isEmpty()) {
      mismatch(updates.get(0));
    }
    if (settings.policy().importance().kind() != Importance.Kind.NONE) {
      importance(iteration.groups());
    }
    put("rollout/halvings", iteration.halvings());
    put("len/limit", iteration.maxTokens());
    put("lr", iteration.learningRate());
  }

  Map<String, Double> values() {
    return values;
  }

  List<String> warnings() {
    return warnings;
  }

  private void policy() {
    put("loss", mean(UpdateResult::loss));
    ratios();
    putKnown("policy/entropy", result -> result.numbers().entropyMean());
    putKnown("grad_norm", UpdateResult::gradientNorm);
    putKnown("tokens/padding_frac", UpdateResult::paddingShare);
    put(
        "update/halvings",
        updates.stream().mapToDouble(update -> update.result().halvings()).sum());
  }

  /** Over the sampled tokens of all computed rows, each before its optimizer step. */
  private void ratios() {
    long tokens = 0;
    long clipped = 0;
    double kl = 0;
    double ratioMax = 0;
    for (Iteration.Update update : updates) {
      for (Map.Entry<Integer, float[]> computed : update.result().numbers().logprobs().entrySet()) {
        TrainingRow row = update.batch().rows().get(computed.getKey());
        float[] logprobs = computed.getValue();
        double[] ratios = ratios(row, logprobs);
        for (int i = 0; i < logprobs.length; i++) {
          if (row.completionMask()[i] > 0) {
            clipped += settings.policy().term().cuts(ratios[i], row.advantage()) ? 1 : 0;
            ratioMax = Math.max(ratioMax, ratios[i]);
            kl += KlEstimator.K3.value(row.refLogprobs()[i] - logprobs[i]);
            tokens++;
          }
        }
      }
    }
    if (settings.kl().reference() != Reference.NONE) {
      put("kl/mean", kl / Math.max(1, tokens));
    }
    put("policy/clip_frac", (double) clipped / Math.max(1, tokens));
    put("policy/ratio_max", ratioMax);
  }

  /** The ratio of each token of a row, or that of the row if the objective has such a one. */
  private double[] ratios(TrainingRow row, float[] logprobs) {
    double[] ratios = new double[logprobs.length];
    double sum = 0;
    int sampled = 0;
    for (int i = 0; i < logprobs.length; i++) {
      double d = logprobs[i] - row.oldLogprobs()[i];
      ratios[i] = Math.exp(d);
      sum += row.completionMask()[i] * d;
      sampled += (int) row.completionMask()[i];
    }
    if (settings.policy().term() instanceof SequenceRatio) {
      Arrays.fill(ratios, Math.exp(sum / Math.max(1, sampled)));
    }
    return ratios;
  }

  /** Of all completions, those too that are not trained on. */
  private <Q, A> void importance(List<Group<Q, A>> groups) {
    double sum = 0;
    long cut = 0;
    long tokens = 0;
    Importance rule = settings.policy().importance();
    for (Sample<A> sample : Group.samples(groups).toList()) {
      TrainingRow row = TrainingRow.of(sample, rule);
      for (int i = 0; i < row.tokens(); i++) {
        if (row.completionMask()[i] > 0) {
          float weight = row.importance()[i];
          sum += weight;
          cut += weight == 0 || weight >= (float) rule.high() ? 1 : 0;
          tokens++;
        }
      }
    }
    put("importance/weight_mean", sum / Math.max(1, tokens));
    put("importance/cut_frac", (double) cut / Math.max(1, tokens));
  }

  /**
   * Rollout and trainer must agree while the weights are those that sampled, and must not be far
   * from each other where those are older.
   */
  private void mismatch(Iteration.Update first) {
    double sum = 0;
    double max = 0;
    long tokens = 0;
    for (Map.Entry<Integer, float[]> computed : first.result().numbers().logprobs().entrySet()) {
      float[] behavior = first.batch().rows().get(computed.getKey()).rollout().logprobs();
      for (int i = 0; i < behavior.length; i++) {
        if (!Float.isNaN(behavior[i])) {
          double gap = Math.abs(computed.getValue()[i] - behavior[i]);
          sum += gap;
          max = Math.max(max, gap);
          tokens++;
        }
      }
    }
    double mean = sum / Math.max(1, tokens);
    put("logprob_diff/mean", mean);
    put("logprob_diff/max", max);
    if (mean > settings.mismatch().limit()) {
      throw new TrainingFailed(
          Text.format(
              "log-probs of rollout and trainer differ by %.3g nats on average, the limit is %.3g: %s",
              mean,
              settings.mismatch().limit(),
              stale
                  ? "the weights moved too far since those that drew (grpo.staleness), or a server has others; lower the learning rate or the staleness"
                  : "their kernels or weights are not the same"));
    }
    if (!stale && max > settings.mismatch().warning()) {
      warnings.add(
          Text.format(
              "log-probs of rollout and trainer differ by up to %.3g nats (warning above %.3g)",
              max, settings.mismatch().warning()));
    }
  }

  private double mean(ToDoubleFunction<UpdateResult<TokenUpdate.Numbers>> of) {
    return updates.stream().map(Iteration.Update::result).mapToDouble(of).average().orElse(0);
  }

  /** A number that whoever took the steps may not know. */
  private void putKnown(String name, ToDoubleFunction<UpdateResult<TokenUpdate.Numbers>> of) {
    double value = mean(of);
    boolean taken = updates.stream().allMatch(update -> update.result().taken());
    if (!taken || !Double.isNaN(value)) {
      put(name, value);
    }
  }

  private void put(String name, double value) {
    values.put(name, value);
  }
}
