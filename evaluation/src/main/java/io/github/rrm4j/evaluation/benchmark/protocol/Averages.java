package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Means over subsets, of which the published scores are composed. */
final class Averages {

  private Averages() {}

  /** The subsets that items belong to, in the order in which they first occur. */
  static Set<String> subsets(List<Scored> items) {
    Set<String> subsets = new LinkedHashSet<>();
    items.forEach(item -> subsets.add(item.subset()));
    return subsets;
  }

  /** The accuracy of every subset: {@code subset/NAME}. */
  static List<Metric> ofSubsets(List<Scored> items) {
    List<Metric> metrics = new ArrayList<>();
    for (String subset : subsets(items)) {
      metrics.add(Metric.accuracy("subset/" + subset, item -> item.subset().equals(subset)));
    }
    return metrics;
  }

  /**
   * The weighted mean of the means of subsets.
   *
   * @param weights of the subsets that count; the others do not
   * @return NaN if none of them is there
   */
  static double weighted(
      List<Scored> items, Map<String, Double> weights, ToDoubleFunction<Scored> number) {
    Map<String, double[]> sums = new HashMap<>();
    for (Scored item : items) {
      double[] sum = sums.computeIfAbsent(item.subset(), subset -> new double[2]);
      sum[0] += number.applyAsDouble(item);
      sum[1]++;
    }
    double total = 0;
    double weight = 0;
    for (Map.Entry<String, Double> entry : weights.entrySet()) {
      double[] sum = sums.get(entry.getKey());
      if (sum != null) {
        total += entry.getValue() * sum[0] / sum[1];
        weight += entry.getValue();
      }
    }
    return weight == 0 ? Double.NaN : total / weight;
  }

  /** The plain mean of some numbers. */
  static double plain(double... numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }
}
