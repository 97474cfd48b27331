package io.github.rrm4j.report.section;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.ScalingRecords;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges alone and together. */
record JurySection(List<ScalingRecords> scalings) {

  /** A table and how it is called. */
  private record Named(String table, String title) {}

  private static final List<Named> TABLES =
      List.of(
          new Named("juries", "Juries, "),
          new Named("judges", "Judges of the jury, "),
          new Named("agreement", "Agreement of judges, "));

  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (ScalingRecords scaling : scalings) {
      if (!scaling.rows("jury.juries").isEmpty()) {
        parts.addAll(parts(scaling));
      }
    }
    return parts;
  }

  private static List<Part> parts(ScalingRecords scaling) {
    Map<String, Estimate> accuracies = new LinkedHashMap<>();
    for (JsonNode judge : scaling.rows("jury.judges")) {
      Estimate.of(judge, "accuracy")
          .ifPresent(e -> accuracies.put(judge.path("judge").asText(), e));
    }
    for (JsonNode jury : scaling.rows("jury.juries", ScalingSection.ALL)) {
      String name = "jury, " + jury.path("weights").asText().replace('_', ' ');
      Estimate.of(jury, "accuracy").ifPresent(e -> accuracies.put(name, e));
    }
    List<Part> parts = new ArrayList<>();
    DotPlot.of(
            "jury-accuracy-" + scaling.name(),
            "Judges alone and together, " + scaling.name(),
            ScalingSection.ACCURACY,
            Map.of("", accuracies))
        .ifPresent(figure -> parts.add(new Part.Figures(List.of(figure))));
    for (Named named : TABLES) {
      List<JsonNode> rows = scaling.rows("jury." + named.table);
      if (!rows.isEmpty()) {
        String id = "jury-" + named.table + "-" + scaling.name();
        parts.add(new Part.Tabular(ResultRows.table(id, named.title + scaling.name(), rows)));
      }
    }
    return parts;
  }
}
