package io.github.rrm4j.report.section;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.rrm4j.evaluation.benchmark.result.PublishedScore;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.BenchmarkRecords;
import io.github.rrm4j.report.section.MetricNames.Named;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Each benchmark: what was evaluated and how, its metrics with the evaluations side by side,
 * whether they differ, and the behavior of the judges.
 */
record BenchmarkSection(List<BenchmarkRecords> results) {

  private static final int MOST_ROWS = 40; // of the table of all metrics
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
    some.forEach(one -> parts.addAll(EvaluationFacts.of(one)));
    Map<String, Map<String, Estimate>> metrics = estimates(some, "metrics");
    Set<String> all = new LinkedHashSet<>();
    metrics.values().forEach(own -> all.addAll(own.keySet()));
    List<Named> names = MetricNames.of(benchmark, all);
    boolean shares =
        metrics.values().stream()
            .flatMap(own -> own.values().stream())
            .allMatch(e -> e.drawnLow() >= 0 && e.drawnHigh() <= 1);
    if (!names.isEmpty()) {
      parts.addAll(tables(names, metrics, shares ? Unit.SHARE : Unit.PLAIN, benchmark));
      chart(names, metrics, shares, benchmark).ifPresent(parts::add);
    }
    published(some, benchmark).ifPresent(parts::addAll);
    some.forEach(one -> one.splitVotes().ifPresent(text -> parts.add(new Part.Note(text))));
    Map<String, Map<String, Estimate>> voting = new LinkedHashMap<>();
    some.stream()
        .filter(one -> !one.voting().isEmpty())
        .forEach(one -> voting.put(one.name(), one.voting()));
    if (!voting.isEmpty()) {
      parts.add(
          new Part.Tabular(
              Table.sideBySide(
                  "voting-" + benchmark,
                  "Votes on " + benchmark + ", fewer ones from the judgements of all",
                  "Metric",
                  voting,
                  name -> shares ? Unit.SHARE : Unit.PLAIN)));
    }
    parts.addAll(new ComparedResults(benchmark, some).parts());
    parts.add(
        new Part.Tabular(
            Table.sideBySide(
                "behaviour-" + benchmark,
                "Behaviour on " + benchmark,
                "Judgements",
                estimates(some, "behaviour"),
                BenchmarkSection::unit)));
  }

  /** The first evaluation of the whole benchmark beside the judges that others have measured. */
  private static Optional<List<Part>> published(List<BenchmarkRecords> some, String benchmark) {
    return some.stream()
        .filter(one -> one.result().path("missing").isEmpty())
        .filter(one -> one.estimates("metrics").containsKey(metric(benchmark)))
        .findFirst()
        .flatMap(
            one ->
                PublishedScore.table(
                    benchmark, one.name(), one.estimates("metrics").get(metric(benchmark))))
        .map(
            table ->
                List.of(
                    new Part.Note(
                        "What others have published, with the interval that so many items leave; a"
                            + " published number may be of other prompts or votes."),
                    new Part.Tabular(table)));
  }

  private static String metric(String benchmark) {
    return PublishedScore.of(benchmark).stream().map(PublishedScore::metric).findFirst().orElse("");
  }

  private static List<Part> tables(
      List<Named> names, Map<String, Map<String, Estimate>> metrics, Unit unit, String benchmark) {
    List<Column> columns = new ArrayList<>();
    for (String source : metrics.keySet()) {
      columns.add(Column.measured(source + Column.INTERVAL, source));
      columns.add(Column.number("n", source + " n"));
    }
    return new MetricTables(
            names,
            columns,
            named -> {
              List<Cell> cells = new ArrayList<>();
              for (Map<String, Estimate> own : metrics.values()) {
                Optional<Estimate> estimate = Optional.ofNullable(own.get(named.metric()));
                cells.add(Cell.of(estimate, unit));
                cells.add(
                    estimate
                        .filter(e -> e.n() > 0)
                        .map(e -> Cell.count(e.n()))
                        .orElse(Cell.MISSING));
              }
              return cells;
            })
        .parts("benchmark-" + benchmark, benchmark, MOST_ROWS);
  }

  private static Optional<Part> chart(
      List<Named> names,
      Map<String, Map<String, Estimate>> metrics,
      boolean shares,
      String benchmark) {
    Map<String, String> rows = MetricNames.distinct(names);
    Map<String, Map<String, Estimate>> drawn = new LinkedHashMap<>();
    metrics.forEach(
        (source, own) -> {
          Map<String, Estimate> estimates = new LinkedHashMap<>();
          rows.forEach(
              (metric, row) -> {
                if (own.containsKey(metric)) {
                  estimates.put(row, own.get(metric));
                }
              });
          drawn.put(source, estimates);
        });
    return DotPlot.of(
            "benchmark-" + benchmark,
            benchmark + ", with 95 % intervals",
            shares ? Axis.share("value") : Axis.number("value"),
            List.copyOf(rows.values()),
            drawn)
        .map(figure -> new Part.Figures(List.of(figure), true));
  }

  private static Unit unit(String behaviour) {
    return PLAIN.contains(behaviour)
        ? Unit.PLAIN
        : behaviour.equals("position_bias") ? Unit.CHANGE : Unit.SHARE;
  }
}
