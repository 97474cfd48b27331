package io.github.rrm4j.statistics;

import java.util.Arrays;

/**
 * How good raters are, and what is true, from their agreement alone: maximum likelihood by EM.
 *
 * <pre>
 *   T_ik = P(item i is of class k)         pi_k = P(class k)        c_jkl = P(rater j says l | class k)
 *   M:  pi_k = mean over i of T_ik         c_jkl = sum over i of T_ik n_ijl / sum over l of the same
 *   E:  T_ik proportional to pi_k prod over j, l of c_jkl ^ n_ijl
 *   start: T_ik = the share of the answers on i that are k
 * </pre>
 *
 * <p>Source: Dawid and Skene 1979, "Maximum Likelihood Estimation of Observer Error-Rates Using the
 * EM Algorithm", equations 2.3 to 2.5. Raters err independently of each other, given the class;
 * where they do not, as judges of one family, what they agree on is taken for true.
 *
 * <p>Differs: {@link #symmetric} ties the parameters, c_jkk = a_j, the rest spread evenly, pi
 * uniform, which leaves one accuracy of each rater: for answers whose classes mean nothing, such as
 * which of two responses stands first.
 *
 * @param prior pi, (classes)
 * @param confusion c, (raters, classes, answers)
 * @param truth T, (items, classes)
 * @param iterations that were made
 */
public record DawidSkene(double[] prior, double[][][] confusion, double[][] truth, int iterations) {

  private static final int MOST = 1000;
  private static final double TOLERANCE = 1e-10;

  /** Probabilities are kept this far from 0, so that one answer cannot forbid a class. */
  private static final double LEAST = 1e-9;

  /**
   * All parameters free.
   *
   * @param answers (items, raters): the class that a rater says, from 0; below 0 for none
   * @param classes how many there are
   * @throws IllegalArgumentException if there is no item, or an answer is none
   */
  public static DawidSkene free(int[][] answers, int classes) {
    return fit(answers, classes, false);
  }

  /** One accuracy for each rater, classes of equal frequency; as {@link #free} otherwise. */
  public static DawidSkene symmetric(int[][] answers, int classes) {
    return fit(answers, classes, true);
  }

  /** The probability of each rater to say what is true, over the classes. */
  public double[] accuracies() {
    double[] accuracies = new double[confusion.length];
    for (int rater = 0; rater < accuracies.length; rater++) {
      for (int k = 0; k < prior.length; k++) {
        accuracies[rater] += prior[k] * confusion[rater][k][k];
      }
    }
    return accuracies;
  }

  private static DawidSkene fit(int[][] answers, int classes, boolean symmetric) {
    if (answers.length == 0 || classes < 2) {
      throw new IllegalArgumentException(answers.length + " items of " + classes + " classes");
    }
    int raters = answers[0].length;
    double[][] truth = shares(answers, classes);
    double[] prior = new double[classes];
    double[][][] confusion = new double[raters][classes][classes];
    int iteration = 0;
    double change = Double.POSITIVE_INFINITY;
    while (iteration < MOST && change > TOLERANCE) {
      prior = symmetric ? uniform(classes) : means(truth, classes);
      for (int rater = 0; rater < raters; rater++) {
        double[][] counts = counts(answers, truth, rater, classes);
        confusion[rater] = symmetric ? tied(counts) : normalized(counts);
      }
      double[][] next = expected(answers, prior, confusion);
      change = 0;
      for (int item = 0; item < truth.length; item++) {
        for (int k = 0; k < classes; k++) {
          change = Math.max(change, Math.abs(next[item][k] - truth[item][k]));
        }
      }
      truth = next;
      iteration++;
    }
    return new DawidSkene(prior, confusion, truth, iteration);
  }

  private static double[][] shares(int[][] answers, int classes) {
    double[][] shares = new double[answers.length][classes];
    for (int item = 0; item < answers.length; item++) {
      double all = 0;
      for (int answer : answers[item]) {
        if (answer >= classes) {
          throw new IllegalArgumentException("answer " + answer + " of " + classes + " classes");
        }
        if (answer >= 0) {
          shares[item][answer]++;
          all++;
        }
      }
      for (int k = 0; k < classes; k++) {
        shares[item][k] = all == 0 ? 1.0 / classes : shares[item][k] / all;
      }
    }
    return shares;
  }

  private static double[] uniform(int classes) {
    double[] prior = new double[classes];
    Arrays.fill(prior, 1.0 / classes);
    return prior;
  }

  private static double[] means(double[][] truth, int classes) {
    double[] means = new double[classes];
    for (double[] item : truth) {
      for (int k = 0; k < classes; k++) {
        means[k] += item[k] / truth.length;
      }
    }
    return means;
  }

  /** Expected answers of a rater by the class. Shape: (classes, answers). */
  private static double[][] counts(int[][] answers, double[][] truth, int rater, int classes) {
    double[][] counts = new double[classes][classes];
    for (int item = 0; item < answers.length; item++) {
      int answer = answers[item][rater];
      for (int k = 0; k < classes && answer >= 0; k++) {
        counts[k][answer] += truth[item][k];
      }
    }
    return counts;
  }

  private static double[][] normalized(double[][] counts) {
    int classes = counts.length;
    double[][] rates = new double[classes][classes];
    for (int k = 0; k < classes; k++) {
      double all = Arrays.stream(counts[k]).sum();
      for (int l = 0; l < classes; l++) {
        rates[k][l] = all == 0 ? 1.0 / classes : counts[k][l] / all;
      }
    }
    return rates;
  }

  private static double[][] tied(double[][] counts) {
    int classes = counts.length;
    double right = 0;
    double all = 0;
    for (int k = 0; k < classes; k++) {
      right += counts[k][k];
      all += Arrays.stream(counts[k]).sum();
    }
    double accuracy = all == 0 ? 1.0 / classes : right / all;
    double[][] rates = new double[classes][classes];
    for (int k = 0; k < classes; k++) {
      Arrays.fill(rates[k], (1 - accuracy) / (classes - 1));
      rates[k][k] = accuracy;
    }
    return rates;
  }

  private static double[][] expected(int[][] answers, double[] prior, double[][][] confusion) {
    int classes = prior.length;
    double[][] truth = new double[answers.length][classes];
    for (int item = 0; item < answers.length; item++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        truth[item][k] = Math.log(Math.max(LEAST, prior[k]));
        for (int rater = 0; rater < confusion.length; rater++) {
          int answer = answers[item][rater];
          truth[item][k] += answer < 0 ? 0 : Math.log(Math.max(LEAST, confusion[rater][k][answer]));
        }
        most = Math.max(most, truth[item][k]);
      }
      double all = 0;
      for (int k = 0; k < classes; k++) {
        truth[item][k] = Math.exp(truth[item][k] - most);
        all += truth[item][k];
      }
      for (int k = 0; k < classes; k++) {
        truth[item][k] /= all;
      }
    }
    return truth;
  }
}
