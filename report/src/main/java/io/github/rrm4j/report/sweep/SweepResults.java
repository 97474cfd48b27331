package io.github.rrm4j.report.sweep;

import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.MeanInterval;
import io.github.rrm4j.statistics.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The results of a sweep: for each cell the mean over its seeds with its interval, and the
 * difference from the base cell over the seeds that both have.
 *
 * <p>Several seeds: Student's interval, of the mean and of the paired differences; for a share it
 * is never narrower than the held-out pairs of all seeds allow, since two seeds can agree by
 * chance. One seed: the interval over its held-out pairs alone (Wilson; for a difference the normal
 * one for two independent shares, Newcombe's where all are right or none is), which says nothing
 * about other seeds.
 */
final class SweepResults {

  private static final double CONFIDENCE = 0.95;
  private static final double TWO_SIDED = 1.959963984540054; // of the normal distribution

  enum Metric {
    ACCURACY("accuracy", "accuracy", true),
    SWAP("swap consistency", "swap_consistency", true),
    THINKING("thinking tokens", "thinking_mean", false),
    MALFORMED("malformed", "malformed_frac", true),
    MINUTES("minutes", "minutes", false);

    final String title;
    final String field;
    final boolean share;

    Metric(String title, String field, boolean share) {
      this.title = title;
      this.field = field;
      this.share = share;
    }
  }

  /**
   * A cell of the sweep.
   *
   * @param runs those that are finished
   * @param state a remark on the others; empty where there are none
   */
  record Row(String name, List<SweepRun> runs, String state) {}

  private final List<Row> rows;
  private final Row base;

  /**
   * @param baseName of the cell that the others are compared with
   */
  SweepResults(List<Row> rows, String baseName) {
    this.rows = rows;
    this.base = rows.stream().filter(row -> row.name().equals(baseName)).findFirst().orElseThrow();
  }

  List<Row> rows() {
    return rows;
  }

  Row base() {
    return base;
  }

  /** The mean of a metric over the seeds of a cell; empty where no run is finished. */
  Optional<MeanInterval> mean(Row row, Metric metric) {
    if (row.runs().isEmpty()) {
      return Optional.empty();
    }
    MeanInterval mean = MeanInterval.of(values(row.runs(), metric), CONFIDENCE);
    if (!metric.share) {
      return Optional.of(mean);
    }
    Proportion share = share(row.runs(), values(row.runs(), metric), metric);
    Interval wide = hull(mean, share.wilson(CONFIDENCE));
    return Optional.of(new MeanInterval(mean.mean(), Optional.of(wide.within(0, 1))));
  }

  private static Interval hull(MeanInterval mean, Interval other) {
    return mean.interval()
        .map(
            own ->
                new Interval(
                    Math.min(own.lower(), other.lower()),
                    Math.max(own.upper(), other.upper()),
                    IntervalMethod.WIDEST))
        .orElse(other);
  }

  /** The difference from the base cell; empty for the base itself and without a common seed. */
  Optional<MeanInterval> difference(Row row, Metric metric) {
    List<SweepRun> own = new ArrayList<>();
    List<SweepRun> others = new ArrayList<>();
    for (SweepRun run : row.runs()) {
      base.runs().stream()
          .filter(other -> other.seed() == run.seed())
          .findFirst()
          .ifPresent(
              other -> {
                own.add(run);
                others.add(other);
              });
    }
    if (row.equals(base) || own.isEmpty()) {
      return Optional.empty();
    }
    double[] a = values(own, metric);
    double[] b = values(others, metric);
    MeanInterval difference = MeanInterval.ofDifferences(a, b, CONFIDENCE);
    if (!metric.share) {
      return Optional.of(difference);
    }
    double half = TWO_SIDED * Math.sqrt(variance(own, a, metric) + variance(others, b, metric));
    Interval judged =
        half > 0
            ? new Interval(
                difference.mean() - half, difference.mean() + half, IntervalMethod.NORMAL)
            : share(own, a, metric).minus(share(others, b, metric), CONFIDENCE);
    return Optional.of(new MeanInterval(difference.mean(), Optional.of(hull(difference, judged))));
  }

  /** The variance of a share over all its trials: p (1 - p) / n. */
  private static double variance(List<SweepRun> runs, double[] values, Metric metric) {
    double p = Arrays.stream(values).average().orElseThrow();
    return p * (1 - p) / trials(runs, metric);
  }

  /** The mean of a share over seeds, as successes among all their trials. */
  private static Proportion share(List<SweepRun> runs, double[] values, Metric metric) {
    long trials = trials(runs, metric);
    double mean = Arrays.stream(values).average().orElseThrow();
    return new Proportion(Math.round(mean * trials), trials);
  }

  /** Whether a difference can be chance. */
  static String reading(MeanInterval difference) {
    if (difference.interval().isEmpty()) {
      return "one seed";
    }
    Interval interval = difference.interval().get();
    return interval.lower() <= 0 && interval.upper() >= 0
        ? "within noise"
        : difference.mean() > 0 ? "higher" : "lower";
  }

  /** Independent trials: those of the accuracy are in the line, other shares count pairs. */
  private static long trials(List<SweepRun> runs, Metric metric) {
    return Math.round(
        runs.stream()
            .map(SweepRun::numbers)
            .mapToDouble(
                numbers -> {
                  double n = numbers.getOrDefault("n", 0.0);
                  double pairs = numbers.containsKey("swap_consistency") ? n / 2 : n;
                  return metric == Metric.ACCURACY
                      ? numbers.getOrDefault("n_effective", pairs)
                      : pairs;
                })
            .sum());
  }

  private static double[] values(List<SweepRun> runs, Metric metric) {
    return runs.stream().mapToDouble(run -> run.number(metric.field)).toArray();
  }

  SortedSet<String> sections() {
    SortedSet<String> sections = new TreeSet<>();
    rows.forEach(row -> row.runs().forEach(run -> sections.addAll(run.sections().keySet())));
    return sections;
  }

  /** The same cells on the pairs of one section. */
  SweepResults in(String section) {
    List<Row> own = new ArrayList<>();
    for (Row row : rows) {
      List<SweepRun> runs = row.runs().stream().flatMap(run -> run.in(section).stream()).toList();
      own.add(new Row(row.name(), runs, row.state()));
    }
    return new SweepResults(own, base.name());
  }

  /** Mean thinking tokens and mean accuracy of the cells that have both. */
  Map<String, double[]> points() {
    Map<String, double[]> points = new LinkedHashMap<>();
    for (Row row : rows) {
      if (!row.runs().isEmpty()) {
        points.put(
            row.name(),
            new double[] {
              mean(row, Metric.THINKING).orElseThrow().mean(),
              mean(row, Metric.ACCURACY).orElseThrow().mean()
            });
      }
    }
    return points;
  }
}
