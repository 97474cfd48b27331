package io.github.rrm4j.rewards.tournament;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/** How well ratings agree in order with gold scores; 1 is the same order, -1 the reverse. */
public enum RankCorrelation {
  /** Kendall's tau-b, which corrects for ties. */
  KENDALL {
    @Override
    double defined(double[] ratings, double[] gold) {
      return new KendallsCorrelation().correlation(ratings, gold);
    }
  },
  /** Spearman's rho: the correlation of the ranks, ties sharing their mean. */
  SPEARMAN {
    @Override
    double defined(double[] ratings, double[] gold) {
      return new SpearmansCorrelation().correlation(ratings, gold);
    }
  };

  abstract double defined(double[] ratings, double[] gold);

  /**
   * @return empty where all ratings, or all scores, are equal: there is no order to agree with
   * @throws IllegalArgumentException if they differ in number
   */
  public OptionalDouble of(double[] ratings, double[] gold) {
    if (ratings.length != gold.length) {
      throw new IllegalArgumentException(ratings.length + " ratings, " + gold.length + " scores");
    }
    boolean order =
        Arrays.stream(ratings).distinct().count() > 1 && Arrays.stream(gold).distinct().count() > 1;
    return order ? OptionalDouble.of(defined(ratings, gold)) : OptionalDouble.empty();
  }
}
