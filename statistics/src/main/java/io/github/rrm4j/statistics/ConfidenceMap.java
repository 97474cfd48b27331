package io.github.rrm4j.statistics;

import io.github.rrm4j.statistics.Calibration.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/** How often a confidence is right: fitted on some answers, used on others. */
public sealed interface ConfidenceMap {

  /**
   * The calibrated confidence.
   *
   * @param confidence in [0, 1]
   * @return in [0, 1]
   */
  double of(double confidence);

  /**
   * One number for all: sigma(logit(q) / T). It keeps the order of confidences, and 0.5 as it is.
   *
   * <p>Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2, of two
   * classes. Confidences are held between {@value #LEAST} and 1 - {@value #LEAST}, so that an
   * answer that was sure and wrong does not decide alone.
   *
   * @param temperature T, above 0; above 1 where confidences are too extreme
   */
  record Temperature(double temperature) implements ConfidenceMap {

    private static final double LEAST = 0.001;
    private static final double SMALLEST = 0.02;
    private static final double LARGEST = 50;

    /**
     * @throws IllegalArgumentException if the temperature is not above 0
     */
    public Temperature {
      if (!(temperature > 0 && Double.isFinite(temperature))) {
        throw new IllegalArgumentException("a temperature of " + temperature);
      }
    }

    /**
     * The temperature from {@value #SMALLEST} to {@value #LARGEST} under which the answers are most
     * likely.
     *
     * @param answers at least one
     */
    public static Temperature fit(List<Answer> answers) {
      double best =
          new BrentOptimizer(1e-9, 1e-12)
              .optimize(
                  new MaxEval(1000),
                  GoalType.MINIMIZE,
                  new SearchInterval(Math.log(SMALLEST), Math.log(LARGEST)),
                  new UnivariateObjectiveFunction(
                      log -> surprise(new Temperature(Math.exp(log)), answers)))
              .getPoint();
      return new Temperature(Math.exp(best));
    }

    /** The negative log-likelihood of the answers. */
    private static double surprise(Temperature map, List<Answer> answers) {
      double sum = 0;
      for (Answer answer : answers) {
        double logit = map.logit(answer.confidence());
        double margin = answer.right() ? logit : 0 - logit;
        sum += Math.log1p(Math.exp(0 - Math.abs(margin))) + Math.max(0, 0 - margin);
      }
      return sum;
    }

    private double logit(double confidence) {
      double q = Math.max(LEAST, Math.min(1 - LEAST, confidence));
      return Math.log(q / (1 - q)) / temperature;
    }

    @Override
    public double of(double confidence) {
      return 1 / (1 + Math.exp(0 - logit(confidence)));
    }
  }

  /**
   * The rising steps that are closest to the answers, joined by lines; outside of the confidences
   * that were seen, as at the nearest one.
   *
   * <p>Source: Zadrozny and Elkan 2002, "Transforming classifier scores into accurate multiclass
   * probability estimates"; pooling of adjacent violators (Ayer et al. 1955).
   *
   * @param at confidences, rising
   * @param share how often answers of these were right, never falling
   */
  record Isotonic(List<Double> at, List<Double> share) implements ConfidenceMap {

    /**
     * @throws IllegalArgumentException unless there are as many of both, at least one, and they
     *     rise
     */
    public Isotonic {
      at = List.copyOf(at);
      share = List.copyOf(share);
      boolean rising = !at.isEmpty() && at.size() == share.size();
      for (int i = 1; rising && i < at.size(); i++) {
        rising = at.get(i) > at.get(i - 1) && share.get(i) >= share.get(i - 1);
      }
      if (!rising) {
        throw new IllegalArgumentException("no rising steps: " + at + " and " + share);
      }
    }

    private record Block(double right, double answers, int confidences) {

      double share() {
        return right / answers;
      }

      Block plus(Block other) {
        return new Block(
            right + other.right, answers + other.answers, confidences + other.confidences);
      }
    }

    /**
     * The steps with the least squared distance from the answers.
     *
     * @param answers at least one
     */
    public static Isotonic fit(List<Answer> answers) {
      List<Answer> sorted = new ArrayList<>(answers);
      sorted.sort(Comparator.comparingDouble(Answer::confidence));
      List<Double> at = new ArrayList<>();
      List<Block> blocks = new ArrayList<>();
      for (int from = 0; from < sorted.size(); ) {
        double confidence = sorted.get(from).confidence();
        int to = from;
        double right = 0;
        for (; to < sorted.size() && sorted.get(to).confidence() == confidence; to++) {
          right += sorted.get(to).right() ? 1 : 0;
        }
        at.add(confidence);
        blocks.add(new Block(right, to - from, 1));
        pool(blocks);
        from = to;
      }
      List<Double> share = new ArrayList<>();
      for (Block block : blocks) {
        for (int i = 0; i < block.confidences(); i++) {
          share.add(block.share());
        }
      }
      return new Isotonic(at, share);
    }

    /** Joins the last blocks until they rise. */
    private static void pool(List<Block> blocks) {
      for (int last = blocks.size() - 1;
          last > 0 && blocks.get(last).share() <= blocks.get(last - 1).share();
          last--) {
        blocks.set(last - 1, blocks.get(last - 1).plus(blocks.remove(last)));
      }
    }

    @Override
    public double of(double confidence) {
      double[] x = at.stream().mapToDouble(Double::doubleValue).toArray();
      int place = Arrays.binarySearch(x, confidence);
      if (place >= 0) {
        return share.get(place);
      }
      int above = -place - 1;
      if (above == 0) {
        return share.get(0);
      }
      if (above == x.length) {
        return share.get(x.length - 1);
      }
      double way = (confidence - x[above - 1]) / (x[above] - x[above - 1]);
      return share.get(above - 1) + way * (share.get(above) - share.get(above - 1));
    }
  }
}
