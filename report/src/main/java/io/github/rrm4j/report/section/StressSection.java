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
    Axis share = Axis.share("share of judgements");
    add(figures, "false_win_rate", "The attacked response wins where the clean one lost", share);
    add(figures, "wins", "The attacked response wins", share);
    Axis change = Axis.of("change of accuracy", Axis.Scale.CHANGE);
    add(figures, "change", "Change of accuracy under attack", change);
    add(figures, "flip_rate", "Flipped verdicts under attack", share);
    List<Part> parts = new ArrayList<>();
    if (!figures.isEmpty()) {
      parts.add(
          new Part.Note(
              "Repeat changes nothing: what it shows is the noise of sampling, which an attack has to exceed."));
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

  private void add(List<Figure> figures, String field, String caption, Axis axis) {
    String id = "stress-" + field.replace('_', '-');
    DotPlot.of(id, caption + ", with 95 % intervals", axis, byAttack(field))
        .ifPresent(figures::add);
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
