package io.github.rrm4j.report.section;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.ScalingRecords;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges beside people: coefficients, what people reach, where a judge is worst, drift. */
record AgreementSection(List<ScalingRecords> scalings) {

  private static final String TABLES = "agree.";
  private static final String LEFT_OUT = "left_out";

  /** The tables in their order, and what they show. */
  private static final Map<String, String> TITLES = titles();

  private static Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("agreement", "Agreement");
    titles.put("confusion", "What the judge says where people say");
    titles.put("ceiling", "Against the majority of the other people");
    titles.put("pairs", "Any two");
    titles.put("slices", "Where the judge agrees least, against all other pairs");
    titles.put("drift", "Against the earlier version");
    return titles;
  }

  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (ScalingRecords one : scalings) {
      if (one.tables().keySet().stream().anyMatch(name -> name.startsWith(TABLES))) {
        add(parts, one);
      }
    }
    return parts;
  }

  private static void add(List<Part> parts, ScalingRecords one) {
    parts.add(new Part.Heading(one.name()));
    List<String> leftOut = one.rows(TABLES + LEFT_OUT).stream().map(JsonNode::asText).toList();
    if (!leftOut.isEmpty()) {
      parts.add(new Part.Folded("What was left out", leftOut));
    }
    List<Figure> figures = new ArrayList<>();
    figure(
            one,
            "ceiling",
            "annotator",
            Map.of("accuracy_person", "person", "accuracy_judge", "judge"))
        .ifPresent(figures::add);
    figure(one, "slices", "slice", Map.of("accuracy", "judge")).ifPresent(figures::add);
    if (!figures.isEmpty()) {
      parts.add(new Part.Figures(figures));
    }
    TITLES.forEach(
        (table, title) -> {
          List<JsonNode> rows = one.rows(TABLES + table);
          if (!rows.isEmpty()) {
            parts.add(
                new Part.Tabular(
                    ResultRows.table(
                        "agreement-" + table + "-" + one.name(), title + ", " + one.name(), rows)));
          }
        });
  }

  /**
   * A row of dots for each row of a table.
   *
   * @param name the field that names a row
   * @param fields the estimates that are drawn, and what they are called
   */
  private static Optional<Figure> figure(
      ScalingRecords one, String table, String name, Map<String, String> fields) {
    Map<String, Map<String, Estimate>> sources = new LinkedHashMap<>();
    fields.keySet().stream()
        .sorted()
        .forEach(
            field -> {
              Map<String, Estimate> estimates = new LinkedHashMap<>();
              for (JsonNode row : one.rows(TABLES + table)) {
                String by = row.path("by").asText();
                String label = (by.isEmpty() ? "" : by + ": ") + row.path(name).asText();
                Estimate.of(row, field).ifPresent(e -> estimates.put(label, e));
              }
              sources.put(fields.get(field), estimates);
            });
    return DotPlot.of(
        "agreement-" + table + "-" + one.name(),
        TITLES.get(table) + ", " + one.name(),
        Axis.share("accuracy"),
        sources);
  }
}
