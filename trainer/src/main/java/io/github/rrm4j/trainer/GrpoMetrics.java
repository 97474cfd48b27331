package io.github.rrm4j.trainer;

import io.github.rrm4j.trainer.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.SequenceRatio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is logged of the updates of a GRPO step; docs/metrics.md defines each name. */
final class GrpoMetrics {

  private final GrpoSettings settings;
  private final GrpoBatch batch;
  private final LossRows rows;
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param results of the optimiser steps
   */
  GrpoMetrics(GrpoSettings settings, GrpoBatch batch, LossRows rows, List<Update.Result> results) {
    this.settings = settings;
    this.batch = batch;
    this.rows = rows;
    policy(results);
    if (settings.policy().importance().kind() != Importance.Kind.NONE) {
      importance();
    }
  }

  /** The metrics with what the stage knows of the step. */
  Map<String, Double> values(double rate, int limit) {
    put("len/limit", limit);
    put("lr", rate);
    return values;
  }

  List<String> warnings() {
    return warnings;
  }

  private void policy(List<Update.Result> results) {
    long tokens = 0;
    long clipped = 0;
    double kl = 0;
    double ratioMax = 0;
    for (Update.Result result : results) {
      for (Map.Entry<Integer, float[]> entry : result.logprobs().entrySet()) {
        int row = entry.getKey();
        float[] logprobs = entry.getValue();
        double[] ratios = ratios(row, logprobs);
        for (int i = 0; i < logprobs.length; i++) {
          if (rows.counted()[row][i] > 0) {
            boolean cut = settings.policy().term().cuts(ratios[i], batch.advantages()[row]);
            clipped += cut ? 1 : 0;
            ratioMax = Math.max(ratioMax, ratios[i]);
            kl += KlEstimator.K3.value(rows.reference()[row][i] - logprobs[i]);
            tokens++;
          }
        }
      }
    }
    put("loss", mean(results, Update.Result::loss));
    if (settings.kl().reference() != Reference.NONE) {
      put("kl/mean", kl / Math.max(1, tokens));
    }
    put("policy/clip_frac", (double) clipped / Math.max(1, tokens));
    put("policy/ratio_max", ratioMax);
    put("policy/entropy", mean(results, Update.Result::entropyMean));
    put("grad_norm", mean(results, Update.Result::gradientNorm));
    put("tokens/padding_frac", mean(results, Update.Result::paddingShare));
    put("update/halvings", results.stream().mapToDouble(Update.Result::halvings).sum());
    if (!results.isEmpty()) {
      gap(results.get(0));
    }
  }

  /** The ratio of each token of a row; where the objective has one for the row, that one. */
  private double[] ratios(int row, float[] logprobs) {
    double[] ratios = new double[logprobs.length];
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < logprobs.length; i++) {
      double d = logprobs[i] - rows.old()[row][i];
      ratios[i] = Math.exp(d);
      sum += rows.counted()[row][i] * d;
      counted += (int) rows.counted()[row][i];
    }
    if (settings.policy().term() instanceof SequenceRatio) {
      Arrays.fill(ratios, Math.exp(sum / Math.max(1, counted)));
    }
    return ratios;
  }

  private void importance() {
    double sum = 0;
    long cut = 0;
    long tokens = 0;
    Importance rule = settings.policy().importance();
    for (int row = 0; row < batch.rows(); row++) {
      for (int i = 0; i < rows.counted()[row].length; i++) {
        if (rows.counted()[row][i] > 0) {
          float weight = rows.importance()[row][i];
          sum += weight;
          cut += weight == 0 || weight >= (float) rule.high() ? 1 : 0;
          tokens++;
        }
      }
    }
    put("importance/weight_mean", sum / Math.max(1, tokens));
    put("importance/cut_frac", (double) cut / Math.max(1, tokens));
  }

  /** Rollout and trainer must agree while the weights are those that sampled. */
  private void gap(Update.Result first) {
    double sum = 0;
    double max = 0;
    long tokens = 0;
    for (Map.Entry<Integer, float[]> row : first.logprobs().entrySet()) {
      float[] behaviour = batch.rollout(row.getKey()).logprobs();
      for (int i = 0; i < behaviour.length; i++) {
        if (!Float.isNaN(behaviour[i])) {
          double gap = Math.abs(row.getValue()[i] - behaviour[i]);
          sum += gap;
          max = Math.max(max, gap);
          tokens++;
        }
      }
    }
    double mean = sum / Math.max(1, tokens);
    put("logprob_gap/mean", mean);
    put("logprob_gap/max", max);
    if (mean > settings.gap().limit()) {
      throw new TrainingFailed(
          "log-probs of rollout and trainer differ by %.3g nats on average, the limit is %.3g: their kernels or weights are not the same"
              .formatted(mean, settings.gap().limit()));
    }
    if (max > settings.gap().warning()) {
      warnings.add(
          "log-probs of rollout and trainer differ by up to %.3g nats (warning above %.3g)"
              .formatted(max, settings.gap().warning()));
    }
  }

  private static double mean(List<Update.Result> results, ToDoubleFunction<Update.Result> of) {
    return results.stream().mapToDouble(of).average().orElse(0);
  }

  private void put(String name, double value) {
    values.put(name, value);
  }
}
