package io.github.rrm4j.trainer.optimizer;

import java.util.function.IntFunction;

/** A {@link TokenLoss} in numbers instead of operations, for whoever computes it elsewhere. */
public sealed interface LossTerms {

  /** {@code -log p} of each completion token. */
  record CrossEntropy() implements LossTerms {

    @Override
    public double of(int row, float[] logprobs) {
      double sum = 0;
      for (float logprob : logprobs) {
        sum -= logprob;
      }
      return sum;
    }
  }

  /**
   * {@code -min(ratio A, clip(ratio, 1 - low, 1 + high) A)} of each completion token, with {@code
   * ratio = p / exp(old)}.
   *
   * @param low infinite for a ratio without bounds, as {@code high} then is
   * @param rows the numbers of a row, by its index in the step
   */
  record Clipped(double low, double high, IntFunction<Row> rows) implements LossTerms {

    /** Whether the ratio has bounds. */
    public boolean bounded() {
      return Double.isFinite(low) || Double.isFinite(high);
    }

    @Override
    public double of(int row, float[] logprobs) {
      Row of = rows.apply(row);
      double sum = 0;
      for (int t = 0; t < logprobs.length; t++) {
        double advantage = of.advantages()[t];
        if (advantage != 0) {
          double ratio = Math.exp((double) logprobs[t] - of.oldLogprobs()[t]);
          double kept = Math.max(1 - low, Math.min(1 + high, ratio));
          sum -= Math.min(ratio * advantage, kept * advantage);
        }
      }
      return sum;
    }
  }

  /**
   * A row.
   *
   * @param advantages by completion token, times whatever the token weighs; 0 for one that was
   *     forced
   * @param oldLogprobs by completion token, nats
   */
  record Row(float[] advantages, float[] oldLogprobs) {}

  /**
   * The summed loss of a row.
   *
   * @param row its index in the step
   * @param logprobs by completion token, nats
   */
  double of(int row, float[] logprobs);
}
