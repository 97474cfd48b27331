package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.objective.PolicyTerm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a loss takes beside the policy's log-probs, by row; those with two indices by row and
 * completion token.
 *
 * @param oldLogprobs nats
 * @param behaviorLogprobs nats; NaN for a token that was forced
 * @param refLogprobs nats
 */
record LossData(
    float[][] oldLogprobs, float[][] behaviorLogprobs, float[][] refLogprobs, double[] advantages) {

  static final int LIMIT = 20;

  private static final double[] DRAWN = {1.5, -0.7, -1.2, 0, 0.4, 0.9};

  /**
   * Drawn around a mean.
   *
   * @param lengths completion tokens of each row; the middle one of a row above 8 was forced
   */
  static LossData drawn(int[] lengths, double mean) {
    float[][] behavior = values("behaviour", lengths, mean, 0.3);
    for (float[] row : behavior) {
      if (row.length > 8) {
        row[row.length / 2] = Float.NaN;
      }
    }
    return new LossData(
        values("old", lengths, mean, 0.3),
        behavior,
        values("reference", lengths, mean, 0.5),
        Arrays.copyOf(DRAWN, lengths.length));
  }

  /** Values of each row and token, the same at every call. */
  static float[][] values(String name, int[] lengths, double mean, double std) {
    float[][] values = new float[lengths.length][];
    for (int row = 0; row < lengths.length; row++) {
      values[row] = new float[lengths[row]];
      for (int i = 0; i < lengths[row]; i++) {
        values[row][i] = (float) (mean + std * Key.of(3, name).with(row).gaussian(i));
      }
    }
    return values;
  }

  LossData with(double[] other) {
    return new LossData(oldLogprobs, behaviorLogprobs, refLogprobs, other);
  }

  /** The same rows in another order. */
  LossData ordered(int[] order) {
    return new LossData(
        Arrays.stream(order).mapToObj(row -> oldLogprobs[row]).toArray(float[][]::new),
        Arrays.stream(order).mapToObj(row -> behaviorLogprobs[row]).toArray(float[][]::new),
        Arrays.stream(order).mapToObj(row -> refLogprobs[row]).toArray(float[][]::new),
        Arrays.stream(order).mapToDouble(row -> advantages[row]).toArray());
  }

  boolean forced(int row, int token) {
    return Float.isNaN(behaviorLogprobs[row][token]);
  }

  /** The loss of one optimizer step over all rows. */
  MiniBatch loss(GrpoSettings settings) {
    List<TrainingRow> rows = new ArrayList<>();
    for (int row = 0; row < oldLogprobs.length; row++) {
      rows.add(
          TrainingRow.of(
              rollout(behaviorLogprobs[row]),
              oldLogprobs[row],
              refLogprobs[row],
              advantages[row],
              settings.policy().importance()));
    }
    return MiniBatch.weighted(settings, rows, LIMIT);
  }

  /** A completion whose ids nobody looks at. */
  static Rollout rollout(float[] logprobs) {
    TokenSequence sequence = new TokenSequence(new int[1], new int[logprobs.length]);
    return new Rollout(sequence, logprobs, Rollout.Finish.STOP);
  }

  static GrpoSettings settings(
      PolicyTerm term, Aggregation aggregation, Importance importance, GrpoSettings.Kl kl) {
    return settings(new GrpoSettings.Policy(term, aggregation, importance), kl);
  }

  static GrpoSettings settings(GrpoSettings.Policy policy, GrpoSettings.Kl kl) {
    return new GrpoSettings(
        new GrpoSettings.Batch(1, 1, 2, 1, PairOrders.ONE, GrpoSettings.Refill.NONE),
        policy,
        kl,
        new GrpoSettings.AdvantageSettings(
            GroupAdvantages.NONE, Double.POSITIVE_INFINITY, false, 1),
        MaxTokensSchedule.constant(LIMIT),
        new GrpoSettings.LogprobMismatch(1, 1));
  }

  static GrpoSettings.Kl kl(double coefficient, KlEstimator estimator) {
    return new GrpoSettings.Kl(coefficient, estimator, KlPlace.LOSS, Reference.FROZEN, 1);
  }

  static GrpoSettings.Kl noKl() {
    return new GrpoSettings.Kl(0, KlEstimator.K3, KlPlace.LOSS, Reference.NONE, 1);
  }

  /** Every objective under each KL penalty, aggregation, correction and bonus it goes with. */
  static List<GrpoSettings> allSettings() {
    List<GrpoSettings> all = new ArrayList<>();
    for (Objective objective : Objective.values()) {
      // some of the drawn tokens, and some of the rows, are cut and others are not
      PolicyTerm term =
          switch (objective) {
            case CISPO -> objective.term(0.3, 0.3, 0);
            case GSPO -> objective.term(0.05, 0.05, 0);
            default ->
                objective.term(
                    objective.published().clipLow(), objective.published().clipHigh(), 1.3);
          };
      for (Aggregation aggregation : Aggregation.values()) {
        if (objective != Objective.GSPO || aggregation == Aggregation.SEQUENCE) {
          all.add(settings(term, aggregation, Importance.NONE, noKl()));
          all.add(
              settings(new GrpoSettings.Policy(term, aggregation, Importance.NONE, 0.4), noKl()));
        }
      }
      for (KlEstimator estimator : KlEstimator.values()) {
        all.add(
            settings(
                term, objective.published().aggregation(), Importance.NONE, kl(0.3, estimator)));
      }
      if (objective != Objective.GSPO) {
        Importance truncated = new Importance(Importance.Kind.TRUNCATE, 0, 1.2);
        Importance masked = new Importance(Importance.Kind.MASK, 0.8, 1.2);
        all.add(settings(term, Aggregation.TOKEN, truncated, kl(0.3, KlEstimator.K2)));
        all.add(settings(term, Aggregation.TOKEN, masked, noKl()));
      }
      for (Importance.Kind kind : Importance.Kind.values()) {
        Importance rows = new Importance(kind, 0.5, 1.5, Importance.Level.SEQUENCE);
        all.add(settings(term, objective.published().aggregation(), rows, noKl()));
      }
    }
    return all;
  }
}
