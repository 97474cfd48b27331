package io.github.rrm4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Thinking length per section and by outcome, of evaluations and of pools of judgements. */
final class ThinkingSection {

  private static final Axis TOKENS = Axis.number("mean thinking tokens");
  private static final List<String> QUANTILES = List.of("min", "p10", "median", "p90", "max");

  private final ReportInput input;
  private final List<Part> parts = new ArrayList<>();

  ThinkingSection(ReportInput input) {
    this.input = input;
  }

  List<Part> parts() {
    BenchmarkSection.byBenchmark(input.results())
        .forEach(
            (benchmark, some) -> {
              Map<String, Map<String, Estimate>> sources =
                  BenchmarkSection.estimates(some, "thinking_tokens_by_subset");
              add("thinking-" + benchmark, benchmark, sources);
            });
    add("thinking-votes", "pools of votes", pools());
    List<BenchmarkRecords> thinking =
        input.results().stream()
            .filter(one -> !one.estimates("thinking_tokens").isEmpty())
            .toList();
    if (!thinking.isEmpty()) {
      parts.add(new Part.Table(byOutcome(thinking)));
    }
    return parts;
  }

  private void add(String id, String title, Map<String, Map<String, Estimate>> sources) {
    Dots.of(id, "Thinking tokens per section, " + title, TOKENS, sources)
        .ifPresent(
            figure -> {
              parts.add(new Part.Figures(List.of(figure)));
              parts.add(
                  new Part.Table(
                      SideBySide.of(
                          id,
                          "Thinking tokens per section, " + title,
                          "Section",
                          sources,
                          name -> Unit.PLAIN)));
            });
  }

  private Map<String, Map<String, Estimate>> pools() {
    Map<String, Map<String, Estimate>> sources = new LinkedHashMap<>();
    for (ScalingRecords scaling : input.scalings()) {
      Map<String, Estimate> sections = new LinkedHashMap<>();
      for (JsonNode row : scaling.rows("votes.thinking")) {
        Estimate.of(row, "thinking_tokens")
            .ifPresent(tokens -> sections.put(row.path("section").asText(), tokens));
      }
      if (!sections.isEmpty()) {
        sources.put(scaling.name(), sections);
      }
    }
    return sources;
  }

  private static DataTable byOutcome(List<BenchmarkRecords> results) {
    List<DataTable.Column> columns = new ArrayList<>();
    columns.add(DataTable.Column.text("Evaluation"));
    columns.add(DataTable.Column.text("Judgements"));
    columns.add(DataTable.Column.measured("Mean [95\u00a0%\u00a0interval]", "mean"));
    QUANTILES.forEach(quantile -> columns.add(DataTable.Column.number(quantile, quantile)));
    columns.add(DataTable.Column.number("n", "n"));
    List<DataTable.Row> rows = new ArrayList<>();
    for (BenchmarkRecords one : results) {
      for (Map.Entry<String, JsonNode> which : one.result().path("thinking_tokens").properties()) {
        Map<String, Double> numbers = RunRecords.numbers(which.getValue());
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.text(one.name()));
        cells.add(Cell.text(which.getKey()));
        cells.add(
            Estimate.of(which.getValue())
                .map(mean -> Cell.of(mean, Unit.PLAIN))
                .orElse(Cell.ABSENT));
        cells.addAll(
            QUANTILES.stream()
                .map(quantile -> Cell.of(numbers, quantile, Numbers::plain))
                .collect(Collectors.toList()));
        cells.add(Cell.of(numbers, "n", Numbers::plain));
        rows.add(new DataTable.Row("", cells));
      }
    }
    return new DataTable("thinking-tokens", "Thinking tokens by outcome", columns, rows);
  }
}
