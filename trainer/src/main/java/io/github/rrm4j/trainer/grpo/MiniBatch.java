package io.github.rrm4j.trainer.grpo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.TokenBatch;
import io.github.rrm4j.trainer.optimizer.LossTerms;
import io.github.rrm4j.trainer.optimizer.TokenLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of one optimizer step, with their weights, and their loss by {@link GrpoStep#loss}.
 *
 * <p>A row's loss depends on nothing but the row, so the loss of a step is the sum of those of its
 * micro-batches.
 */
public record MiniBatch(GrpoSettings settings, List<TrainingRow> rows) implements TokenLoss {

  /**
   * The mini-batches of a step: whole groups, in order, without the samples that are masked.
   *
   * @param limit the most tokens of a completion
   */
  static <Q, A> List<MiniBatch> of(List<Group<Q, A>> groups, GrpoSettings settings, int limit) {
    List<Group<Q, A>> used = groups.stream().filter(Group::trained).toList();
    int size = settings.batch().miniBatch();
    List<MiniBatch> batches = new ArrayList<>();
    for (int from = 0; from < used.size(); from += size) {
      List<TrainingRow> rows = new ArrayList<>();
      for (Group<Q, A> group : used.subList(from, Math.min(from + size, used.size()))) {
        rows.addAll(rows(group, settings));
      }
      if (!rows.isEmpty()) {
        batches.add(weighted(settings, rows, limit));
      }
    }
    return batches;
  }

  private static <Q, A> List<TrainingRow> rows(Group<Q, A> group, GrpoSettings settings) {
    boolean mask = settings.advantages().maskTruncated();
    List<TrainingRow> rows =
        group.samples().stream()
            .filter(sample -> sample.reward().isPresent())
            .filter(sample -> !(mask && sample.rollout().truncated()))
            .map(sample -> TrainingRow.of(sample, settings.policy().importance()))
            .toList();
    return rows.size() < settings.advantages().minimumGroup() ? List.of() : rows;
  }

  /** Gives each row its weight, which is a number of the row and of the whole mini-batch. */
  static MiniBatch weighted(GrpoSettings settings, List<TrainingRow> rows, int limit) {
    long tokens = rows.stream().mapToLong(TrainingRow::tokens).sum();
    long sampled = rows.stream().mapToLong(TrainingRow::sampled).sum();
    Aggregation aggregation = settings.policy().aggregation();
    Aggregation.Step step = new Aggregation.Step(rows.size(), tokens, sampled, limit);
    return new MiniBatch(
        settings,
        rows.stream().map(row -> row.withWeight(aggregation.of(step, row.sampled()))).toList());
  }

  /**
   * One mini-batch of completions that the trained weights sampled themselves, without a reference.
   *
   * @param advantages by completion
   * @param limit the most tokens of a completion
   */
  public static MiniBatch of(
      GrpoSettings settings, List<Rollout> completions, double[] advantages, int limit) {
    List<TrainingRow> rows = new ArrayList<>();
    for (Rollout rollout : completions) {
      float[] own = rollout.logprobs();
      double advantage = advantages[rows.size()];
      rows.add(TrainingRow.of(rollout, own, own, advantage, settings.policy().importance()));
    }
    return weighted(settings, rows, limit);
  }

  public List<TokenSequence> sequences() {
    return rows.stream().map(TrainingRow::sequence).toList();
  }

  @Override
  public NDArray sum(NDManager scope, NDArray logprobs, int[] of) {
    TokenBatch tokens =
        new TokenBatch(
            flat(scope, of, TrainingRow::oldLogprobs),
            flat(scope, of, row -> filled(row, row.advantage())),
            flat(scope, of, TrainingRow::completionMask),
            flat(scope, of, row -> filled(row, row.weight())),
            flat(scope, of, TrainingRow::importance),
            settings.kl().inLoss()
                ? Optional.of(flat(scope, of, TrainingRow::refLogprobs))
                : Optional.empty(),
            Arrays.stream(of).map(row -> rows.get(row).tokens()).toArray());
    return GrpoStep.loss(settings, logprobs, tokens);
  }

  /**
   * The entropy bonus: -bonus x weight for each sampled token, so that it is the same mean as that
   * of the policy term. Source: Mnih et al. 2016 (A3C), arXiv 1602.01783, section 4.
   */
  @Override
  public Optional<NDArray> entropyWeights(NDManager scope, int[] of) {
    double bonus = settings.policy().entropyBonus();
    if (bonus == 0) {
      return Optional.empty();
    }
    NDArray weight = flat(scope, of, row -> filled(row, -bonus * row.weight()));
    return Optional.of(weight.mul(flat(scope, of, TrainingRow::completionMask))); // (tokens)
  }

  /** Without advantage, KL penalty and entropy bonus every factor of the gradient is 0. */
  @Override
  public boolean hasGradient(int row) {
    return rows.get(row).advantage() != 0
        || settings.kl().inLoss()
        || settings.policy().entropyBonus() != 0;
  }

  /** Where the term is clipped alone: neither KL penalty nor entropies, and no second bound. */
  @Override
  public Optional<LossTerms> terms() {
    return settings.policy().term() instanceof GrpoStep.ClippedSurrogate term
            && Double.isInfinite(term.dualClip())
            && !settings.kl().inLoss()
            && settings.policy().entropyBonus() == 0
        ? Optional.of(
            new LossTerms.Clipped(term.clipLow(), term.clipHigh(), row -> rows.get(row).terms()))
        : Optional.empty();
  }

  private static float[] filled(TrainingRow row, double value) {
    float[] filled = new float[row.tokens()];
    Arrays.fill(filled, (float) value);
    return filled;
  }

  /** The values of some rows, one row after the other. Shape: (tokens). */
  private NDArray flat(NDManager scope, int[] of, Function<TrainingRow, float[]> values) {
    float[] flat = new float[Arrays.stream(of).map(row -> rows.get(row).tokens()).sum()];
    int at = 0;
    for (int row : of) {
      float[] own = values.apply(rows.get(row));
      System.arraycopy(own, 0, flat, at, own.length);
      at += own.length;
    }
    return scope.create(flat);
  }
}
