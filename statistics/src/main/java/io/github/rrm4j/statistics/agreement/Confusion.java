package io.github.rrm4j.statistics.agreement;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;

/**
 * Two raters of the same units.
 *
 * @param counts {@code counts[first][second]}: units of which the first rater says the one category
 *     and the second the other: (categories, categories)
 */
public record Confusion(double[][] counts) {

  /** How much a disagreement between two categories weighs, from their distance. */
  public enum Weights {
    /** |i - j|. */
    LINEAR,
    /** (i - j)^2. */
    QUADRATIC;

    double of(int i, int j) {
      double distance = Math.abs(i - j);
      return this == LINEAR ? distance : distance * distance;
    }
  }

  /**
   * @throws IllegalArgumentException unless the counts are a square of two categories or more
   */
  public Confusion {
    int categories = counts.length;
    if (categories < 2 || Arrays.stream(counts).anyMatch(row -> row.length != categories)) {
      throw new IllegalArgumentException("counts of " + categories + " categories are no square");
    }
  }

  /** No units yet. */
  public Confusion(int categories) {
    this(new double[categories][categories]);
  }

  /** Counts a unit. */
  public void add(int first, int second) {
    counts[first][second]++;
  }

  /** How many units there are. */
  public double units() {
    return Arrays.stream(counts).flatMapToDouble(Arrays::stream).sum();
  }

  /** The share of units on which the two agree; NaN without units. */
  public double observed() {
    double same = 0;
    for (int c = 0; c < counts.length; c++) {
      same += counts[c][c];
    }
    return same / units();
  }

  /**
   * Cohen's kappa: (p_o - p_e) / (1 - p_e), with p_e = sum of p_i. p_.i over the categories: each
   * rater keeps their own shares of the categories by chance.
   *
   * <p>Source: Cohen 1960, "A coefficient of agreement for nominal scales".
   *
   * @return NaN without units, and where both raters only ever say one and the same category
   */
  public double kappa() {
    return 1 - disagreement((i, j) -> i.equals(j) ? 0 : 1);
  }

  /**
   * Cohen's weighted kappa: 1 - sum of w_ij p_ij / sum of w_ij p_i. p_.j.
   *
   * <p>Source: Cohen 1968, "Weighted kappa: nominal scale agreement with provision for scaled
   * disagreement or partial credit".
   *
   * @return NaN where {@link #kappa} is
   */
  public double weightedKappa(Weights weights) {
    return 1 - disagreement(weights::of);
  }

  /** Observed disagreement / disagreement by chance. */
  private double disagreement(ToDoubleBiFunction<Integer, Integer> weight) {
    double n = units();
    double observed = 0;
    double expected = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts.length; j++) {
        double w = weight.applyAsDouble(i, j);
        observed += w * counts[i][j] / n;
        expected += w * first(i) / n * second(j) / n;
      }
    }
    return observed / expected;
  }

  /**
   * Gwet's AC1 of two raters: {@link RatedUnits#ac1} of the same units.
   *
   * @return NaN without units
   */
  public double ac1() {
    double n = units();
    double chance = 0;
    for (int c = 0; c < counts.length; c++) {
      double share = (first(c) + second(c)) / (2 * n);
      chance += share * (1 - share) / (counts.length - 1);
    }
    return (observed() - chance) / (1 - chance);
  }

  /** Units that the first rater puts into a category. */
  public double first(int category) {
    return Arrays.stream(counts[category]).sum();
  }

  /** Units that the second rater puts into a category. */
  public double second(int category) {
    return Arrays.stream(counts).mapToDouble(row -> row[category]).sum();
  }
}
