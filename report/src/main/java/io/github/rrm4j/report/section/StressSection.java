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

/** The effect of attacks on judges. */
record StressSection(List<ScalingRecords> scalings) {

  List<Part> parts() {
    List<Figure> figures = new ArrayList<>();
    DotPlot.of(
            "stress-change",
            "Change of accuracy under attack, with 95 % intervals",
            Axis.of("change of accuracy", Axis.Scale.CHANGE),
            byAttack("change"))
        .ifPresent(figures::add);
    DotPlot.of(
            "stress-flips",
            "Flipped verdicts under attack, with 95 % intervals",
            Axis.share("flip rate"),
            byAttack("flip_rate"))
        .ifPresent(figures::add);
    List<Part> parts = new ArrayList<>();
    if (!figures.isEmpty()) {
      parts.add(new Part.Figures(figures));
    }
    for (ScalingRecords scaling : scalings) {
      scaling
          .tables()
          .forEach(
              (name, rows) -> {
                if (name.startsWith("stress.") && !rows.isEmpty()) {
                  String table = name.substring("stress.".length());
                  parts.add(
                      new Part.Tabular(
                          ResultRows.table(
                              "stress-" + table + "-" + scaling.name(),
                              "Stress, " + table + ", " + scaling.name(),
                              rows)));
                }
              });
    }
    return parts;
  }

  private Map<String, Map<String, Estimate>> byAttack(String field) {
    Map<String, Map<String, Estimate>> sources = new LinkedHashMap<>();
    for (ScalingRecords scaling : scalings) {
      Map<String, Estimate> attacks = new LinkedHashMap<>();
      for (List<JsonNode> rows : stress(scaling)) {
        for (JsonNode row : rows) {
          if (row.has("attack")) {
            Estimate.of(row, field)
                .ifPresent(e -> attacks.put(row.path("attack").asText().replace('_', ' '), e));
          }
        }
      }
      if (!attacks.isEmpty()) {
        sources.put(scaling.name(), attacks);
      }
    }
    return sources;
  }

  private static List<List<JsonNode>> stress(ScalingRecords scaling) {
    return scaling.tables().entrySet().stream()
        .filter(table -> table.getKey().startsWith("stress."))
        .map(Map.Entry::getValue)
        .toList();
  }
}
