package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.trainer.grpo.GrpoStep.ClippedSurrogate;
import io.github.rrm4j.trainer.objective.ClippedWeight;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.SequenceRatio;
import java.util.Arrays;

/**
 * The loss of an optimizer step as its papers write it, in plain Java and double precision: the
 * specification that docs/grpo.md shows and that {@link GrpoStep#loss} is held against, in value
 * and in gradient.
 */
record LossFormula(GrpoSettings settings, LossData data) {

  /**
   * What the policy says of the completion tokens, by row and token, in nats.
   *
   * @param entropies of the distributions that the tokens were drawn from
   */
  record Policy(double[][] logprobs, double[][] entropies) {}

  /**
   * The loss: minus the objective J.
   *
   * @param frozen the policy where no gradient goes through
   */
  double of(Policy policy, Policy frozen) {
    int rows = data.advantages().length;
    double[] sums = new double[rows];
    int[] sampled = new int[rows];
    for (int row = 0; row < rows; row++) {
      double meanLogRatio = meanLogRatio(row, policy.logprobs()[row]);
      for (int t = 0; t < policy.logprobs()[row].length; t++) {
        if (!data.forced(row, t)) {
          sums[row] += token(row, t, policy, frozen, meanLogRatio);
          sampled[row]++;
        }
      }
    }
    double loss = 0;
    for (int row = 0; row < rows; row++) {
      loss +=
          switch (settings.policy().aggregation()) {
            case TOKEN -> sums[row] / Arrays.stream(sampled).sum();
            case SEQUENCE -> sums[row] / sampled[row] / rows;
            case CONSTANT -> sums[row] / (rows * LossData.LIMIT);
          };
    }
    return loss;
  }

  private double token(int row, int t, Policy policy, Policy frozen, double meanLogRatio) {
    double logprob = policy.logprobs()[row][t];
    double stopped = frozen.logprobs()[row][t];
    double old = data.oldLogprobs()[row][t];
    double importance = importance(row, t);
    return importance * term(data.advantages()[row], logprob, stopped, old, meanLogRatio)
        + settings.kl().coefficient() * kl(logprob, stopped, data.refLogprobs()[row][t])
        - settings.policy().entropyBonus() * policy.entropies()[row][t];
  }

  private double term(
      double advantage, double logprob, double stopped, double old, double meanLogRatio) {
    double a = (float) advantage;
    double ratio = Math.exp(logprob - old);
    if (settings.policy().term() instanceof ClippedSurrogate clip) { // GRPO, Dr. GRPO, DAPO
      double clipped = between(1 - clip.clipLow(), ratio, 1 + clip.clipHigh());
      double surrogate = Math.min(ratio * a, clipped * a);
      return -(a < 0 ? Math.max(surrogate, clip.dualClip() * a) : surrogate);
    }
    if (settings.policy().term() instanceof SequenceRatio clip) { // GSPO
      double s = Math.exp(meanLogRatio);
      return -Math.min(s * a, between(1 - clip.low(), s, 1 + clip.high()) * a);
    }
    if (settings.policy().term() instanceof ClippedWeight clip) { // CISPO
      double weight = between(1 - clip.low(), Math.exp(stopped - old), 1 + clip.high());
      return -weight * a * logprob;
    }
    return -a * logprob; // REINFORCE
  }

  private double kl(double logprob, double stopped, double refLogprob) {
    double d = refLogprob - logprob;
    double stoppedD = refLogprob - stopped;
    return switch (settings.kl().estimator()) {
      case K1 -> -d;
      case K2 -> d * d / 2;
      case K3 -> Math.exp(d) - d - 1;
      case K3_K2 -> d * d / 2 - stoppedD * stoppedD / 2 + Math.exp(stoppedD) - stoppedD - 1;
    };
  }

  /** What a token counts that another policy sampled. */
  private double importance(int row, int t) {
    Importance rule = settings.policy().importance();
    double nats = 0;
    for (int i = 0; i < data.oldLogprobs()[row].length; i++) {
      boolean counts = rule.level() == Importance.Level.SEQUENCE ? !data.forced(row, i) : i == t;
      nats += counts ? data.oldLogprobs()[row][i] - data.behaviorLogprobs()[row][i] : 0;
    }
    double w = Math.exp(nats);
    return switch (rule.kind()) {
      case NONE -> 1;
      case TRUNCATE -> Math.min(w, rule.high());
      case MASK -> w < rule.low() || w > rule.high() ? 0 : w;
    };
  }

  /** Over the row's sampled tokens. */
  private double meanLogRatio(int row, double[] logprobs) {
    double sum = 0;
    int sampled = 0;
    for (int t = 0; t < logprobs.length; t++) {
      if (!data.forced(row, t)) {
        sum += logprobs[t] - data.oldLogprobs()[row][t];
        sampled++;
      }
    }
    return sum / sampled;
  }

  private static double between(double low, double value, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
