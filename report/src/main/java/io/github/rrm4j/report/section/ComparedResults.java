package io.github.rrm4j.report.section;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.benchmark.result.Difference;
import io.github.rrm4j.evaluation.benchmark.result.PairedResults;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.BenchmarkRecords;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the evaluations of a benchmark differ: each against the first one, on the items that both
 * have; the numbers of {@code ./rrm compare}.
 */
record ComparedResults(String benchmark, List<BenchmarkRecords> results) {

  private static final long SEED = 1; // the one that compare takes if nobody says another
  private static final int MOST_ROWS = 12;
  private static final String RULE =
      "Differences are on the items that both evaluations have, with the interval of a paired"
          + " bootstrap; p is that of McNemar's exact test, where items are right or wrong. The"
          + " verdict is that of the test, or else whether the interval holds 0. Each row is a test"
          + " of its own: of many, some differ by chance.";

  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    List<Part> tables = new ArrayList<>();
    for (BenchmarkRecords other : results.stream().skip(1).toList()) {
      try {
        tables.addAll(against(results.get(0), other));
      } catch (InvalidInput e) { // other items, or a folder without them
        tables.add(new Part.Note("Not compared: " + named(e.getMessage(), other)));
      }
    }
    if (tables.stream().anyMatch(part -> part instanceof Part.Tabular)) {
      parts.add(new Part.Note(RULE));
    }
    parts.addAll(tables);
    return parts;
  }

  /** A message about folders as one about evaluations. */
  private String named(String message, BenchmarkRecords other) {
    return message
        .replace(other.folder().toString(), other.name())
        .replace(results.get(0).folder().toString(), results.get(0).name());
  }

  private List<Part> against(BenchmarkRecords first, BenchmarkRecords other) {
    PairedResults paired = PairedResults.read(first.folder(), other.folder());
    Map<String, Difference> differences = new LinkedHashMap<>();
    paired.differences(SEED).forEach(one -> differences.put(one.name(), one));
    boolean shares =
        differences.values().stream()
            .allMatch(d -> d.first() >= 0 && d.first() <= 1 && d.second() >= 0 && d.second() <= 1);
    List<Part> parts = new ArrayList<>();
    List<Column> columns =
        List.of(
            Column.measured("Difference" + Column.INTERVAL, "difference"),
            Column.text("Verdict"),
            Column.number("p", "p"),
            Column.number(first.name(), "first"),
            Column.number(other.name(), "second"),
            Column.number("n", "n"));
    MetricTables tables =
        new MetricTables(
            MetricNames.of(benchmark, differences.keySet()),
            columns,
            named -> cells(differences.get(named.metric()), shares));
    parts.addAll(
        tables.parts(
            Text.format("compare-%s-%s", benchmark, other.name()),
            other.name() + " against " + first.name(),
            MOST_ROWS));
    if (paired.onlyOne() > 0) {
      parts.add(
          new Part.Note(
              Text.format(
                  "%s and %s have %s in common; %s that only one of them has left out.",
                  first.name(),
                  other.name(),
                  Numbers.counted(paired.first().size(), "item"),
                  Numbers.counted(paired.onlyOne(), "item")
                      + (paired.onlyOne() == 1 ? " is" : " are"))));
    }
    return parts;
  }

  private static List<Cell> cells(Difference d, boolean shares) {
    Unit unit = shares ? Unit.SHARE : Unit.PLAIN;
    Estimate difference =
        new Estimate(
            d.difference(),
            d.interval().lower(),
            d.interval().upper(),
            d.interval().method().word(),
            d.n());
    return List.of(
        Cell.of(difference, shares ? Unit.CHANGE : Unit.PLAIN),
        verdict(d.verdict()),
        d.test().map(test -> probability(test.pValue())).orElse(Cell.MISSING),
        Cell.number(d.first(), unit),
        Cell.number(d.second(), unit),
        Cell.count(d.n()));
  }

  private static Cell probability(double p) {
    String shown = p < 1e-4 ? "< 0.0001" : Text.format("%.4f", p);
    return new Cell.Text(shown, List.of(String.valueOf(p)));
  }

  private static Cell verdict(Difference.Verdict verdict) {
    return switch (verdict) {
      case WITHIN_NOISE -> new Cell.Badge("within noise", "within-noise");
      case FIRST_HIGHER -> new Cell.Badge("lower", "does-not-hold");
      case SECOND_HIGHER -> new Cell.Badge("higher", "holds");
    };
  }
}
