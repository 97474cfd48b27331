package io.github.rrm4j.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * How far stated confidence is from being right.
 *
 * <p>Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3 (ECE, bins of
 * equal width); El-Yaniv and Wiener 2010, "On the Foundations of Noise-free Selective
 * Classification" (risk and coverage).
 *
 * @param answers at least one
 */
public record Calibration(List<Answer> answers) {

  /**
   * One answer that was given with a confidence.
   *
   * @param confidence in [0, 1]
   */
  public record Answer(double confidence, boolean right) {}

  /**
   * The answers whose confidence lies in one bin.
   *
   * @param from lower end of the bin, included
   * @param to upper end, excluded but for the last bin
   * @param right how many of how many are right
   * @param confidence the mean of the bin
   */
  public record Bin(double from, double to, Proportion right, double confidence) {}

  /**
   * What happens if only answers of some confidence count.
   *
   * @param confidence the least that counts
   * @param coverage share of the answers that count
   * @param wrong how many of them are wrong
   */
  public record Point(double confidence, double coverage, Proportion wrong) {}

  /**
   * @throws IllegalArgumentException without answers, or if a confidence is not in [0, 1]
   */
  public Calibration {
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("calibration of no answers");
    }
    for (Answer answer : answers) {
      if (!(answer.confidence() >= 0 && answer.confidence() <= 1)) {
        throw new IllegalArgumentException("a confidence is " + answer.confidence());
      }
    }
  }

  /** The reliability table: the bins that have answers, from the lowest. */
  public List<Bin> bins(int number) {
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < number; b++) {
      int bin = b;
      List<Answer> in = answers.stream().filter(a -> bin(a, number) == bin).toList();
      if (!in.isEmpty()) {
        bins.add(
            new Bin(
                (double) b / number,
                (double) (b + 1) / number,
                new Proportion(in.stream().filter(Answer::right).count(), in.size()),
                in.stream().mapToDouble(Answer::confidence).average().orElseThrow()));
      }
    }
    return bins;
  }

  private static int bin(Answer answer, int number) {
    return Math.min(number - 1, (int) (answer.confidence() * number));
  }

  /** Expected calibration error: mean over answers of |accuracy - mean confidence| of their bin. */
  public double error(int bins) {
    double sum = 0;
    for (Bin bin : bins(bins)) {
      sum += bin.right().trials() * Math.abs(bin.right().rate() - bin.confidence());
    }
    return sum / answers.size();
  }

  /**
   * Brier's score: the mean of (confidence - c)^2, c 1 for a right answer and 0 for a wrong one. 0
   * is perfect; who always says 0.5 has 0.25.
   *
   * <p>Source: Brier 1950, "Verification of forecasts expressed in terms of probability", of one
   * event.
   */
  public double brier() {
    double sum = 0;
    for (Answer answer : answers) {
      double distance = answer.confidence() - (answer.right() ? 1 : 0);
      sum += distance * distance;
    }
    return sum / answers.size();
  }

  /**
   * The area under the ROC curve: the probability that a right answer has a higher confidence than
   * a wrong one, equal ones counting half. 0.5 if confidence says nothing.
   *
   * <p>Source: Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating
   * characteristic (ROC) curve": Mann and Whitney's U over the number of pairs.
   *
   * @return NaN where all answers are right, or all are wrong
   */
  public double areaUnderRoc() {
    double[] confidences = answers.stream().mapToDouble(Answer::confidence).toArray();
    double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE).rank(confidences);
    double sum = 0;
    double right = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (answers.get(i).right()) {
        sum += ranks[i];
        right++;
      }
    }
    return (sum - right * (right + 1) / 2) / (right * (ranks.length - right));
  }

  /**
   * Risk against coverage, from the most confident answers to all; answers of one confidence come
   * together, because nothing tells them apart.
   */
  public List<Point> riskCoverage() {
    List<Answer> sorted = new ArrayList<>(answers);
    sorted.sort(Comparator.comparingDouble(Answer::confidence).reversed());
    List<Point> points = new ArrayList<>();
    long wrong = 0;
    for (int i = 0; i < sorted.size(); i++) {
      wrong += sorted.get(i).right() ? 0 : 1;
      boolean last = i + 1 == sorted.size();
      if (last || sorted.get(i + 1).confidence() < sorted.get(i).confidence()) {
        points.add(
            new Point(
                sorted.get(i).confidence(),
                (i + 1.0) / sorted.size(),
                new Proportion(wrong, i + 1)));
      }
    }
    return points;
  }

  /**
   * The area under the risk-coverage curve: the mean risk over coverages 1/n to 1, answers of one
   * confidence in a random order. The error rate if confidence says nothing.
   */
  public double areaUnderRiskCoverage() {
    double sum = 0;
    long before = 0;
    long wrongBefore = 0;
    for (Point point : riskCoverage()) {
      long group = point.wrong().trials() - before;
      double share = (double) (point.wrong().successes() - wrongBefore) / group;
      for (long k = 1; k <= group; k++) {
        sum += (wrongBefore + share * k) / (before + k);
      }
      before = point.wrong().trials();
      wrongBefore = point.wrong().successes();
    }
    return sum / answers.size();
  }
}
