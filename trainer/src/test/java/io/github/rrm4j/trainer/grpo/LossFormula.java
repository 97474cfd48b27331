package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.trainer.grpo.GrpoStep.ClippedSurrogate;
import io.github.rrm4j.trainer.objective.ClippedWeight;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.SequenceRatio;
import java.util.Arrays;

/** The loss of a step as its papers write it, in plain Java and double precision. */
record LossFormula(GrpoSettings settings, LossData data) {

  /**
   * What the policy says of the completion tokens, by row and token, in nats.
   *
   * @param entropies of the whole distributions
   */
  record Policy(double[][] logprobs, double[][] entropies) {}

  /**
   * @param frozen the policy where no gradient goes through
   */
  double of(Policy policy, Policy frozen) {
    int rows = data.old().length;
    double[] byRow = new double[rows];
    int[] counts = new int[rows];
    for (int row = 0; row < rows; row++) {
      double mean = ratioOfRow(row, policy.logprobs()[row]);
      for (int i = 0; i < data.old()[row].length; i++) {
        if (!data.forced(row, i)) {
          counts[row]++;
          byRow[row] += token(row, i, policy, frozen, mean);
        }
      }
    }
    double total = 0;
    for (int row = 0; row < rows; row++) {
      total +=
          switch (settings.policy().aggregation()) {
            case TOKEN -> byRow[row] / Arrays.stream(counts).sum();
            case SEQUENCE -> byRow[row] / counts[row] / rows;
            case CONSTANT -> byRow[row] / (rows * LossData.LIMIT);
          };
    }
    return total;
  }

  private double token(int row, int i, Policy policy, Policy frozen, double mean) {
    double logprob = policy.logprobs()[row][i];
    double stopped = frozen.logprobs()[row][i];
    double old = data.old()[row][i];
    return importance(Math.exp(old - data.behaviour()[row][i]))
            * term(data.advantages()[row], logprob, stopped, old, mean)
        + settings.kl().coefficient() * kl(logprob, stopped, data.reference()[row][i])
        - settings.policy().entropyBonus() * policy.entropies()[row][i];
  }

  /** The mean log-ratio of the row's sampled tokens. */
  private double ratioOfRow(int row, double[] logprobs) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < logprobs.length; i++) {
      if (!data.forced(row, i)) {
        sum += logprobs[i] - data.old()[row][i];
        counted++;
      }
    }
    return sum / counted;
  }

  private double importance(double w) {
    Importance rule = settings.policy().importance();
    return switch (rule.kind()) {
      case NONE -> 1;
      case TRUNCATE -> Math.min(w, rule.high());
      case MASK -> w < rule.low() || w > rule.high() ? 0 : w;
    };
  }

  private double term(double advantage, double logprob, double frozen, double old, double mean) {
    double a = (float) advantage;
    double ratio = Math.exp(logprob - old);
    if (settings.policy().term() instanceof ClippedSurrogate clip) {
      double gain =
          Math.min(ratio * a, between(1 - clip.clipLow(), ratio, 1 + clip.clipHigh()) * a);
      return -(a < 0 ? Math.max(gain, clip.dualClip() * a) : gain);
    }
    if (settings.policy().term() instanceof SequenceRatio clip) {
      double s = Math.exp(mean);
      return -Math.min(s * a, between(1 - clip.low(), s, 1 + clip.high()) * a);
    }
    if (settings.policy().term() instanceof ClippedWeight clip) {
      return -between(1 - clip.low(), Math.exp(frozen - old), 1 + clip.high()) * a * logprob;
    }
    return -a * logprob;
  }

  private double kl(double logprob, double frozen, double reference) {
    double d = reference - logprob;
    double stopped = reference - frozen;
    return switch (settings.kl().estimator()) {
      case K1 -> -d;
      case K2 -> d * d / 2;
      case K3 -> Math.exp(d) - d - 1;
      case K3_K2 -> d * d / 2 - stopped * stopped / 2 + Math.exp(stopped) - stopped - 1;
    };
  }

  private static double between(double low, double value, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
