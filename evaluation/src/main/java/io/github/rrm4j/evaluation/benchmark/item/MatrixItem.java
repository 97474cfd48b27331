package io.github.rrm4j.evaluation.benchmark.item;

import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.rewards.VoteDecision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A query whose right and wrong response come in the same styles, plainest first; every right one
 * is compared with every wrong one.
 *
 * <p>Values: {@code hard}, the mean over right responses in a plainer style than the wrong one;
 * {@code normal}, in the same style; {@code easy}, in a fancier style; and {@code c<i>r<j>} for
 * right style i against wrong style j. The credit is the mean of the three. A comparison counts 1
 * where the right response is chosen, else 0; in both orders, the mean of the two. Where the votes
 * decide nothing for certain, it counts the probability.
 *
 * @param styles how many
 * @param comparisons row by row: comparison {@code i * styles + j} is right i against wrong j
 */
public record MatrixItem(String id, String subset, int styles, List<Comparison> comparisons)
    implements Item {

  public static final String HARD = "hard";
  public static final String NORMAL = "normal";
  public static final String EASY = "easy";

  public MatrixItem {
    comparisons = List.copyOf(comparisons);
  }

  /** The item of a query; the comparisons are called {@code ID:c1r1}, ... */
  public static MatrixItem of(
      String id, String subset, String query, List<String> right, List<String> wrong) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < right.size(); i++) {
      for (int j = 0; j < wrong.size(); j++) {
        comparisons.add(
            Comparison.better(id + ":" + cell(i, j), subset, query, right.get(i), wrong.get(j)));
      }
    }
    return new MatrixItem(id, subset, right.size(), comparisons);
  }

  /** The name of a cell, indices from 0. */
  public static String cell(int right, int wrong) {
    return "c" + (right + 1) + "r" + (wrong + 1);
  }

  @Override
  public List<Comparison> comparisons(Verdicts known) {
    return comparisons;
  }

  @Override
  public Scored score(Verdicts verdicts) {
    Map<String, Double> values = new LinkedHashMap<>();
    double[] sums = new double[3];
    for (int i = 0; i < styles; i++) {
      for (int j = 0; j < styles; j++) {
        double right = right(verdicts.decisions(comparisons.get(i * styles + j).id()));
        sums[Integer.signum(i - j) + 1] += right;
        values.put(cell(i, j), right);
      }
    }
    double corner = styles * (styles - 1) / 2.0;
    values.put(HARD, sums[0] / corner);
    values.put(NORMAL, sums[1] / styles);
    values.put(EASY, sums[2] / corner);
    double credit = (sums[0] / corner + sums[1] / styles + sums[2] / corner) / 3;
    return new Scored(id, subset, credit, values);
  }

  private static double right(List<VoteDecision> orders) {
    return orders.stream().mapToDouble(VoteDecision::first).average().orElse(Double.NaN);
  }
}
