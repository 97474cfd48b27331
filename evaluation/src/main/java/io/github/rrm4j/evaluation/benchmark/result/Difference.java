package io.github.rrm4j.evaluation.benchmark.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.McNemar;
import io.github.rrm4j.statistics.PairedProportions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether a number of two judges differs, on the items that both have judged.
 *
 * <p>The interval is that of a paired bootstrap: both numbers are computed again of the same drawn
 * items. Where every item is right or wrong, McNemar's exact test decides, else whether the
 * interval holds 0. Where the items leave a bootstrap no width, such as where none differs, the
 * interval is {@link PairedProportions#interval} of right and wrong ones, else {@link
 * Interval#orReach}: that these items are alike does not prove that others are.
 *
 * @param name of the metric
 * @param first of the first judge
 * @param second of the second judge
 * @param interval of {@code second - first}
 * @param test empty where items are not just right or wrong
 * @param detectable the smallest true difference that so many items would have shown in four of
 *     five repetitions: (1.960 + 0.842) standard errors of the difference
 * @param n items that both have
 */
public record Difference(
    String name,
    double first,
    double second,
    Interval interval,
    Optional<McNemar> test,
    double detectable,
    long n) {

  /** Below this probability a difference is not put down to chance. */
  public static final double LEVEL = 0.05;

  private static final double TWO_SIDED = 1.959964;
  private static final double POWER = TWO_SIDED + 0.841621;

  public enum Verdict {
    WITHIN_NOISE,
    FIRST_HIGHER,
    SECOND_HIGHER
  }

  private record Both(Scored first, Scored second) {}

  /**
   * Compares a metric.
   *
   * @param first items of the first judge
   * @param second the same items, in the same order, of the second one
   * @return empty if the metric is no number of either
   */
  static Optional<Difference> of(Metric metric, List<Scored> first, List<Scored> second, Key key) {
    Map<String, List<Both>> strata = new LinkedHashMap<>();
    List<Both> all = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      if (metric.counts().test(first.get(i))) {
        Both both = new Both(first.get(i), second.get(i));
        all.add(both);
        strata.computeIfAbsent(both.first().subset(), s -> new ArrayList<>()).add(both);
      }
    }
    double one = all.isEmpty() ? Double.NaN : value(metric, all, true);
    double other = all.isEmpty() ? Double.NaN : value(metric, all, false);
    if (Double.isNaN(one) || Double.isNaN(other)) {
      return Optional.empty();
    }
    double[] values =
        ofResamples(metric, List.copyOf(strata.values()), new Bootstrap(key.with(metric.name())));
    Optional<McNemar> test = test(metric, all);
    Interval drawn = Bootstrap.interval(values, Measured.CONFIDENCE);
    Interval interval = interval(drawn, test, all.size());
    return Optional.of(
        new Difference(
            metric.name(),
            one,
            other,
            interval,
            test,
            POWER * (drawn.hasWidth() ? Bootstrap.standardError(values) : standardError(interval)),
            all.size()));
  }

  private static double value(Metric metric, List<Both> items, boolean first) {
    return metric.value().applyAsDouble(of(items, first));
  }

  private static List<Scored> of(List<Both> items, boolean first) {
    return items.stream().map(both -> first ? both.first() : both.second()).toList();
  }

  /** The difference of each resample; both numbers of the same draws. */
  private static double[] ofResamples(Metric metric, List<List<Both>> strata, Bootstrap bootstrap) {
    Optional<double[]> first =
        metric.meansOfResamples(strata.stream().map(some -> of(some, true)).toList(), bootstrap);
    Optional<double[]> second =
        metric.meansOfResamples(strata.stream().map(some -> of(some, false)).toList(), bootstrap);
    if (first.isEmpty() || second.isEmpty()) {
      return bootstrap.values(
          strata, drawn -> value(metric, drawn, false) - value(metric, drawn, true));
    }
    double[] differences = second.get();
    Arrays.setAll(differences, r -> differences[r] - first.get()[r]);
    return differences;
  }

  /** The standard error that an interval of 95 % stands for. */
  private static double standardError(Interval interval) {
    return (interval.upper() - interval.lower()) / (2 * TWO_SIDED);
  }

  /** An interval with a width, whatever the bootstrap has drawn. */
  private static Interval interval(Interval drawn, Optional<McNemar> test, long items) {
    if (drawn.hasWidth()) {
      return drawn;
    }
    return test.map(
            both ->
                new PairedProportions(both.onlyFirst(), both.onlySecond(), items)
                    .interval(Measured.CONFIDENCE))
        .orElseGet(() -> drawn.orReach(items, -1, 1, Measured.CONFIDENCE));
  }

  private static Optional<McNemar> test(Metric metric, List<Both> all) {
    boolean binary =
        Measured.binary(metric, all.stream().map(Both::first).toList())
            && Measured.binary(metric, all.stream().map(Both::second).toList());
    if (!binary) {
      return Optional.empty();
    }
    int onlyFirst = 0;
    int onlySecond = 0;
    for (Both both : all) {
      double one = metric.single().applyAsDouble(both.first());
      double other = metric.single().applyAsDouble(both.second());
      onlyFirst += one > other ? 1 : 0;
      onlySecond += other > one ? 1 : 0;
    }
    return Optional.of(new McNemar(onlyFirst, onlySecond));
  }

  /**
   * Puts a difference into a row as its gain, with the interval.
   *
   * @param gain empty of the row that the others are compared with
   */
  public static void putGain(ObjectNode row, Optional<Difference> gain) {
    gain.ifPresentOrElse(
        some -> ItemMeans.put(row, "gain", some.difference(), some.interval()),
        () -> ItemMeans.putNull(row, "gain"));
  }

  /** {@code second - first}. */
  public double difference() {
    return second - first;
  }

  /** What the test says, or the interval where there is no test. */
  public Verdict verdict() {
    boolean chance =
        test.map(t -> t.pValue() >= LEVEL).orElse(interval.lower() <= 0 && interval.upper() >= 0);
    if (chance) {
      return Verdict.WITHIN_NOISE;
    }
    return difference() > 0 ? Verdict.SECOND_HIGHER : Verdict.FIRST_HIGHER;
  }

  /**
   * The smallest difference that would have been significant with as many items on which exactly
   * one judge is right; empty where there is no test or no such difference.
   */
  public OptionalDouble smallestSignificant() {
    return test.map(t -> t.smallestSignificant(LEVEL))
        .filter(items -> items.isPresent())
        .map(items -> OptionalDouble.of((double) items.getAsInt() / n))
        .orElse(OptionalDouble.empty());
  }

  /** Writes it into an object under its own keys. */
  public void writeInto(ObjectNode object) {
    interval
        .into(object.put("first", first).put("second", second).put("difference", difference()))
        .put("n", n)
        .put("verdict", Word.of(verdict()))
        .put("detectable", detectable);
    test.ifPresent(
        t ->
            object
                .put("only_first_right", t.onlyFirst())
                .put("only_second_right", t.onlySecond())
                .put("p", t.pValue()));
    smallestSignificant().ifPresent(d -> object.put("smallest_significant", d));
  }
}
