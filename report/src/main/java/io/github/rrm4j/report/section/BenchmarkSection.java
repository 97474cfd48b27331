package io.github.rrm4j.report.section;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.BenchmarkRecords;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metrics of each benchmark and the behavior of the judges, evaluations side by side. */
record BenchmarkSection(List<BenchmarkRecords> results) {

  private static final Set<String> PLAIN = Set.of("tokens", "seconds");

  static Map<String, List<BenchmarkRecords>> byBenchmark(List<BenchmarkRecords> results) {
    return results.stream()
        .collect(groupingBy(BenchmarkRecords::benchmark, LinkedHashMap::new, toList()));
  }

  static Map<String, Map<String, Estimate>> estimates(
      List<BenchmarkRecords> results, String field) {
    Map<String, Map<String, Estimate>> sources = new LinkedHashMap<>();
    results.forEach(one -> sources.put(one.name(), one.estimates(field)));
    return sources;
  }

  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    byBenchmark(results).forEach((benchmark, some) -> add(parts, benchmark, some));
    return parts;
  }

  private static void add(List<Part> parts, String benchmark, List<BenchmarkRecords> some) {
    parts.add(new Part.Heading(benchmark));
    for (BenchmarkRecords one : some) {
      List<String> missing = new ArrayList<>();
      one.result().path("missing").forEach(entry -> missing.add(entry.asText()));
      if (!missing.isEmpty()) {
        parts.add(new Part.Note(one.name() + " is missing: " + String.join(", ", missing) + "."));
      }
    }
    Map<String, Map<String, Estimate>> metrics = estimates(some, "metrics");
    boolean shares =
        metrics.values().stream()
            .flatMap(own -> own.values().stream())
            .allMatch(e -> e.drawnLow() >= 0 && e.drawnHigh() <= 1);
    parts.add(
        new Part.Tabular(
            Table.sideBySide(
                "benchmark-" + benchmark,
                benchmark,
                "Metric",
                metrics,
                name -> shares ? Unit.SHARE : Unit.PLAIN)));
    DotPlot.of(
            "benchmark-" + benchmark,
            benchmark + ", with 95 % intervals",
            shares ? Axis.share("value") : Axis.number("value"),
            metrics)
        .ifPresent(figure -> parts.add(new Part.Figures(List.of(figure))));
    parts.add(
        new Part.Tabular(
            Table.sideBySide(
                "behaviour-" + benchmark,
                "Behaviour on " + benchmark,
                "Judgements",
                estimates(some, "behaviour"),
                BenchmarkSection::unit)));
  }

  private static Unit unit(String behaviour) {
    return PLAIN.contains(behaviour)
        ? Unit.PLAIN
        : behaviour.equals("position_bias") ? Unit.CHANGE : Unit.SHARE;
  }
}
