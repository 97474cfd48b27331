package io.github.rrm4j.report.section;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.BenchmarkRecords;
import io.github.rrm4j.report.records.ReportInput;
import io.github.rrm4j.report.records.ScalingRecords;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
      parts.add(new Part.Tabular(byOutcome(thinking)));
    }
    return parts;
  }

  private void add(String id, String title, Map<String, Map<String, Estimate>> sources) {
    DotPlot.of(id, "Thinking tokens per section, " + title, TOKENS, sources)
        .ifPresent(
            figure -> {
              parts.add(new Part.Figures(List.of(figure), true));
              parts.add(
                  new Part.Tabular(
                      Table.sideBySide(
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

  private static Table byOutcome(List<BenchmarkRecords> results) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("Evaluation"));
    columns.add(Column.text("Judgements"));
    columns.add(Column.measured("Mean" + Column.INTERVAL, "mean"));
    QUANTILES.forEach(quantile -> columns.add(Column.number(quantile, quantile)));
    columns.add(Column.number("n", "n"));
    List<Table.Row> rows = new ArrayList<>();
    for (BenchmarkRecords one : results) {
      for (Map.Entry<String, JsonNode> which : one.result().path("thinking_tokens").properties()) {
        Map<String, Double> numbers = Numbers.in(which.getValue());
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.text(one.name()));
        cells.add(Cell.text(which.getKey()));
        cells.add(Cell.of(Estimate.of(which.getValue()), Unit.PLAIN));
        QUANTILES.forEach(quantile -> cells.add(Cell.of(numbers, quantile, Unit.PLAIN)));
        cells.add(Cell.of(numbers, "n", Unit.PLAIN));
        rows.add(Table.Row.of(cells));
      }
    }
    return new Table("thinking-tokens", "Thinking tokens by outcome", columns, rows);
  }
}
