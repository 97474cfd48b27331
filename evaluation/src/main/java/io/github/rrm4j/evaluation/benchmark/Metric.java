package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.statistics.Bootstrap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A number of a benchmark, computed from its items.
 *
 * @param name as results call it: {@code overall}, {@code section/Chat}, {@code subset/hep-go}
 * @param counts which items it is computed from
 * @param single of a plain mean, what one item adds; of any other metric, NaN for every item
 * @param value of the items that count; an item may stand in the list several times
 */
public record Metric(
    String name,
    Predicate<Scored> counts,
    ToDoubleFunction<Scored> single,
    ToDoubleFunction<List<Scored>> value) {

  /** The mean of a number over items. */
  public static Metric mean(
      String name, Predicate<Scored> counts, ToDoubleFunction<Scored> number) {
    return new Metric(name, counts, number, items -> average(items, number));
  }

  /** The mean credit of items. */
  public static Metric accuracy(String name, Predicate<Scored> counts) {
    return mean(name, counts, Scored::credit);
  }

  /** A number that is no mean over items. */
  public static Metric composed(
      String name, Predicate<Scored> counts, ToDoubleFunction<List<Scored>> value) {
    return new Metric(name, counts, item -> Double.NaN, value);
  }

  /** The mean of a number over items; NaN of none. */
  public static double average(List<Scored> items, ToDoubleFunction<Scored> number) {
    double sum = 0;
    for (Scored item : items) {
      sum += number.applyAsDouble(item);
    }
    return items.isEmpty() ? Double.NaN : sum / items.size();
  }

  /**
   * The metric of each resample of items, where it is a plain mean; empty where it is not.
   *
   * @param strata items that count, within which items are drawn
   */
  public Optional<double[]> meansOfResamples(List<List<Scored>> strata, Bootstrap bootstrap) {
    List<List<Double>> numbers =
        strata.stream().map(items -> items.stream().map(single::applyAsDouble).toList()).toList();
    boolean mean = numbers.stream().allMatch(some -> some.stream().noneMatch(n -> n.isNaN()));
    return mean ? Optional.of(bootstrap.means(numbers)) : Optional.empty();
  }

  /** The items that count. */
  public List<Scored> counted(List<Scored> items) {
    return items.stream().filter(counts).toList();
  }
}
