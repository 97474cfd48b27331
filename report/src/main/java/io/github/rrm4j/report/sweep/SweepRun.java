package io.github.rrm4j.report.sweep;

import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.records.LenientLines;
import io.github.rrm4j.statistics.table.Numbers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The results of a finished run of a sweep.
 *
 * @param seed the seed of the run
 * @param numbers accuracy, swap_consistency, thinking_mean, malformed_frac, n of the last sampled
 *     evaluation, and minutes, the time of all steps
 * @param sections accuracy, thinking_mean and n of the same evaluation by section
 * @param accuracyOverSteps of the rollouts
 */
record SweepRun(
    long seed,
    Map<String, Double> numbers,
    Map<String, Map<String, Double>> sections,
    Curve accuracyOverSteps) {

  /** The run as it is on the held-out pairs of one section; empty where it has none. */
  Optional<SweepRun> in(String section) {
    return Optional.ofNullable(sections.get(section))
        .map(own -> new SweepRun(seed, own, Map.of(), Curve.of(new TreeMap<>())));
  }

  /** A number of it; NaN where it has none of that name. */
  double number(String name) {
    return numbers.getOrDefault(name, Double.NaN);
  }

  /**
   * Reads the files of a run.
   *
   * @return empty where it has no sampled evaluation
   */
  static Optional<SweepRun> read(long seed, Path folder) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    Map<String, Map<String, Double>> sections = new TreeMap<>();
    LenientLines.read(
        folder.resolve("evaluations.jsonl"),
        line -> {
          if (line.path("mode").asText().equals("sampled")) {
            numbers.putAll(Numbers.in(line)); // the last one stays
            line.path("sections")
                .properties()
                .forEach(own -> sections.put(own.getKey(), Numbers.in(own.getValue())));
          }
        });
    if (numbers.isEmpty()) {
      return Optional.empty();
    }
    double[] seconds = new double[1];
    LenientLines.read(
        folder.resolve("timings.jsonl"), line -> seconds[0] += line.path("seconds").asDouble());
    numbers.put("minutes", seconds[0] / 60);
    TreeMap<Double, Double> accuracy = new TreeMap<>();
    LenientLines.read(
        folder.resolve("metrics.jsonl"),
        line -> {
          if (line.path("reward/accuracy").isNumber()) {
            accuracy.put(line.path("step").asDouble(), line.path("reward/accuracy").asDouble());
          }
        });
    return Optional.of(new SweepRun(seed, numbers, sections, Curve.of(accuracy)));
  }
}
