package io.github.rrm4j.statistics.agreement;

import java.util.Arrays;
import java.util.List;

/**
 * Units that any number of raters sorted into categories; a rater may have left units out.
 *
 * @param counts of each unit, how many raters say each category: (units, categories)
 * @param categories how many there are, two or more
 */
public record RatedUnits(List<int[]> counts, int categories) {

  /** How far two categories are apart for Krippendorff's alpha. */
  public enum Scale {
    /** 1 between any two. */
    NOMINAL,
    /** The ratings between them: (sum of n_g from c to k - (n_c + n_k) / 2)^2. */
    ORDINAL,
    /** (c - k)^2 of the numbers of the categories. */
    INTERVAL;

    private double distance(int c, int k, double[] totals) {
      return switch (this) {
        case NOMINAL -> c == k ? 0 : 1;
        case INTERVAL -> (double) (c - k) * (c - k);
        case ORDINAL -> {
          double between = -(totals[c] + totals[k]) / 2;
          for (int g = c; g <= k; g++) {
            between += totals[g];
          }
          yield between * between;
        }
      };
    }
  }

  /**
   * @throws IllegalArgumentException if there are fewer than two categories
   */
  public RatedUnits {
    if (categories < 2) {
      throw new IllegalArgumentException(categories + " categories");
    }
  }

  /**
   * Krippendorff's alpha: 1 - D_o / D_e of the coincidences o_ck of ratings of one unit, with n_c
   * their sums and n the sum of all.
   *
   * <pre>
   *   o_ck = sum over units of (pairs of ratings c, k) / (ratings - 1)
   *   alpha = 1 - (n - 1) sum_{c&lt;k} o_ck d(c,k) / sum_{c&lt;k} n_c n_k d(c,k)
   * </pre>
   *
   * <p>Units with fewer than two ratings say nothing and are left out.
   *
   * <p>Source: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; Krippendorff 2004,
   * "Content Analysis", chapter 11.
   *
   * @return NaN where no unit has two ratings, or all ratings are of one category
   */
  public double alpha(Scale scale) {
    double[][] coincidences = coincidences();
    double[] totals =
        Arrays.stream(coincidences).mapToDouble(o -> Arrays.stream(o).sum()).toArray();
    double n = Arrays.stream(totals).sum();
    double observed = 0;
    double expected = 0;
    for (int c = 0; c < categories; c++) {
      for (int k = c + 1; k < categories; k++) {
        double distance = scale.distance(c, k, totals);
        observed += coincidences[c][k] * distance;
        expected += totals[c] * totals[k] * distance;
      }
    }
    return 1 - (n - 1) * observed / expected;
  }

  private static int ratings(int[] unit) {
    int ratings = 0;
    for (int count : unit) {
      ratings += count;
    }
    return ratings;
  }

  private double[][] coincidences() {
    double[][] coincidences = new double[categories][categories];
    for (int[] unit : counts) {
      int ratings = ratings(unit);
      for (int c = 0; ratings > 1 && c < categories; c++) {
        for (int k = 0; k < categories; k++) {
          coincidences[c][k] += (double) unit[c] * (unit[k] - (c == k ? 1 : 0)) / (ratings - 1);
        }
      }
    }
    return coincidences;
  }

  /**
   * Gwet's AC1: (p_a - p_e) / (1 - p_e), with p_a the mean share of agreeing pairs of raters over
   * the units with two ratings or more, pi_k the mean share of category k over all rated units, and
   * p_e = sum of pi_k (1 - pi_k) / (categories - 1). It stays high where nearly all units are of
   * one category and the raters agree, where kappa falls to 0.
   *
   * <p>Source: Gwet 2008, "Computing inter-rater reliability and its variance in the presence of
   * high agreement", its form for several raters.
   *
   * @return NaN where no unit has two ratings
   */
  public double ac1() {
    double agreeing = 0;
    int compared = 0;
    int rated = 0;
    double[] shares = new double[categories];
    for (int[] unit : counts) {
      double ratings = ratings(unit);
      rated += ratings > 0 ? 1 : 0;
      compared += ratings > 1 ? 1 : 0;
      for (int c = 0; ratings > 0 && c < categories; c++) {
        shares[c] += unit[c] / ratings;
        agreeing += ratings > 1 ? unit[c] * (unit[c] - 1) / (ratings * (ratings - 1)) : 0;
      }
    }
    double chance = 0;
    for (double share : shares) {
      chance += share / rated * (1 - share / rated) / (categories - 1);
    }
    return (agreeing / compared - chance) / (1 - chance);
  }
}
