package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.statistics.Summary;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The advantage of each completion over the others of its prompt, {@code A = c (r - mean)}; the
 * constants differ in the factor {@code c}.
 *
 * <p>Each group sums to 0. A group whose rewards are all equal carries no signal ({@link
 * #hasSignal}): its advantages are exactly 0. The arithmetic is ND4J in double precision.
 */
public enum GroupAdvantages {
  /**
   * {@code c = 1 / std}, where std is the sample standard deviation (divided by G - 1).
   *
   * <p>Source: Shao et al., "DeepSeekMath", arXiv 2402.03300, section 4.1. The paper does not say
   * which std; the sample one is what the common trainers use. Differs: nothing is added to std, as
   * a group without a spread has no signal anyway; so an affine change of the rewards (0/1 for
   * -1/+1) changes nothing.
   */
  GROUP_STD {
    @Override
    INDArray factor(INDArray rewards) {
      return rewards.std(true, 1).rdivi(1.0); // (groups); infinite without a spread
    }
  },

  /**
   * {@code c = 1 / std} with the sample standard deviation of the rewards of all groups.
   *
   * <p>Source: Hu et al., "REINFORCE++", arXiv 2501.03262 (baseline variant); Liu et al., "Tricks
   * or Traps?", arXiv 2508.08221. A group with a rare success does not count more than the others.
   */
  BATCH_STD {
    @Override
    INDArray factor(INDArray rewards) {
      double std = rewards.stdNumber(true).doubleValue();
      return Nd4j.ones(DataType.DOUBLE, rewards.rows()).divi(std); // (groups)
    }
  },

  /**
   * {@code c = 1}.
   *
   * <p>Source: Liu et al., "Understanding R1-Zero-Like Training" (Dr. GRPO), arXiv 2503.20783.
   */
  NONE {
    @Override
    INDArray factor(INDArray rewards) {
      return Nd4j.ones(DataType.DOUBLE, rewards.rows()); // (groups)
    }
  },

  /**
   * {@code c = G / (G - 1)}: each reward against the mean of the others.
   *
   * <p>Source: Ahmadian et al., "Back to Basics" (RLOO), arXiv 2402.14740.
   */
  LEAVE_ONE_OUT {
    @Override
    INDArray factor(INDArray rewards) {
      double size = rewards.columns();
      return Nd4j.ones(DataType.DOUBLE, rewards.rows()).muli(size / (size - 1)); // (groups)
    }
  };

  /** Rewards of a group that differ by no more than this are equal: such a spread is rounding. */
  public static final double LEAST_SPREAD = 1e-9;

  /** {@code c} of each group. Shapes: (groups, G) to (groups). */
  abstract INDArray factor(INDArray rewards);

  /**
   * The advantages of groups of one size.
   *
   * @param rewards (groups, G)
   * @param clip the largest absolute advantage; infinite for no bound. Clipped ones need not sum to
   *     0
   * @return (groups, G), a new array
   * @throws InvalidInput if G is below 2
   * @throws IllegalArgumentException if groups differ in size or a reward is NaN or infinite
   */
  public double[][] of(double[][] rewards, double clip) {
    double[][] advantages = of(rewards);
    for (double[] group : advantages) {
      Arrays.setAll(group, i -> Math.max(-clip, Math.min(clip, group[i])));
    }
    return advantages;
  }

  /**
   * The advantages of groups in which some rewards are not known.
   *
   * <p>An unknown one is left out of the mean and the spread of its group, and its advantage is 0.
   * A group of which less than two are known compares nothing: all its advantages are 0.
   *
   * @param rewards (groups, G); NaN where one is not known
   * @param clip as in {@link #of(double[][], double)}
   * @return (groups, G), a new array
   */
  public double[][] ofKnown(double[][] rewards, double clip) {
    if (Arrays.stream(rewards).flatMapToDouble(Arrays::stream).noneMatch(Double::isNaN)) {
      return of(rewards, clip);
    }
    double all =
        this == BATCH_STD
            ? Summary.of(known(Arrays.stream(rewards).flatMapToDouble(Arrays::stream))).std()
            : 1;
    GroupAdvantages alone = this == BATCH_STD ? NONE : this;
    double[][] advantages = new double[rewards.length][];
    for (int g = 0; g < rewards.length; g++) {
      double[] known = known(Arrays.stream(rewards[g]));
      double[] compared =
          known.length < 2 ? new double[known.length] : alone.of(new double[][] {known})[0];
      advantages[g] = new double[rewards[g].length];
      int at = 0;
      for (int i = 0; i < rewards[g].length; i++) {
        double one = Double.isNaN(rewards[g][i]) ? 0 : compared[at++];
        advantages[g][i] = one == 0 ? 0 : Math.max(-clip, Math.min(clip, one / all));
      }
    }
    return advantages;
  }

  private static double[] known(DoubleStream rewards) {
    return rewards.filter(reward -> !Double.isNaN(reward)).toArray();
  }

  /** The same without a bound. */
  public double[][] of(double[][] rewards) {
    if (rewards.length == 0) {
      return new double[0][];
    }
    check(rewards);
    INDArray r = Nd4j.createFromArray(rewards); // (groups, G)
    INDArray centred = r.subColumnVector(r.mean(1)); // (groups, G)
    INDArray factor = factor(r); // (groups)
    for (int g = 0; g < rewards.length; g++) {
      if (!hasSignal(rewards[g])) {
        // The mean of equal numbers may be an ulp off: this, not the difference, makes the 0.
        factor.putScalar(g, 0);
      }
    }
    // Adding 0.0 turns -0.0 into 0.0.
    return centred.muliColumnVector(factor).addi(0.0).toDoubleMatrix();
  }

  /** Whether the rewards of a group differ; those that are not known (NaN) aside. */
  public static boolean hasSignal(double[] group) {
    DoubleSummaryStatistics spread = Arrays.stream(known(Arrays.stream(group))).summaryStatistics();
    return spread.getMax() - spread.getMin() > LEAST_SPREAD;
  }

  private static void check(double[][] rewards) {
    int size = rewards[0].length;
    if (size < 2) {
      throw new InvalidInput(
          "group advantages: the group size is "
              + size
              + ", must be at least 2 because a reward is compared with the others of its prompt;"
              + " raise the group size");
    }
    for (int g = 0; g < rewards.length; g++) {
      if (rewards[g].length != size) {
        throw new IllegalArgumentException(
            "group " + g + " has " + rewards[g].length + " rewards, group 0 has " + size);
      }
      if (!Arrays.stream(rewards[g]).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(
            "group " + g + " has a reward that is not finite: " + Arrays.toString(rewards[g]));
      }
    }
  }
}
