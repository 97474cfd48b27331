package io.github.rrm4j.evaluation.benchmark.protocol;

import static java.util.stream.Collectors.toCollection;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import java.util.ArrayList;
import java.util.Collection;
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
    return items.stream().map(Scored::subset).collect(toCollection(LinkedHashSet::new));
  }

  /** The items of a subset. */
  static List<Scored> of(List<Scored> items, String subset) {
    return items.stream().filter(item -> item.subset().equals(subset)).toList();
  }

  /**
   * One sentence on each subset that has not as many items as were published.
   *
   * @param things what the items are
   */
  static List<String> missing(List<Scored> items, Map<String, Integer> published, String things) {
    List<String> missing = new ArrayList<>();
    published.forEach(
        (subset, size) -> {
          int n = of(items, subset).size();
          if (n != size) {
            missing.add(Text.format("subset %s has %d of %d %s", subset, n, size, things));
          }
        });
    return missing;
  }

  /** The accuracy of every subset: {@code subset/NAME}. */
  static List<Metric> ofSubsets(List<Scored> items) {
    return subsets(items).stream()
        .map(name -> Metric.accuracy("subset/" + name, item -> item.subset().equals(name)))
        .toList();
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

  /** The plain mean of a number over some parts. */
  static <T> double plain(Collection<T> parts, ToDoubleFunction<T> number) {
    double sum = 0;
    for (T part : parts) {
      sum += number.applyAsDouble(part);
    }
    return sum / parts.size();
  }
}
