package io.github.rrm4j.report.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.statistics.table.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has logged so far, as far as the report shows it.
 *
 * @param name of the run, short
 * @param config the text of {@code config.yaml}; empty if there is none
 * @param preparation of {@code data/preparation.json}; a missing node if there is none
 * @param stages curves by stage and metric, in the order of the file; a line that names no stage
 *     belongs to the stage {@code ""}
 * @param evaluations in the order of the file
 * @param rollouts of {@code rollouts.jsonl}
 * @param profile where its time went
 * @param unreadableLines number of lines that are not a JSON object, by file; only files that have
 *     some
 */
public record RunRecords(
    String name,
    String config,
    JsonNode preparation,
    Map<String, Map<String, Curve>> stages,
    List<EvaluationLine> evaluations,
    ReadJudgements rollouts,
    Profile profile,
    Map<String, Integer> unreadableLines) {

  /** A folder with any of these files is the folder of a run. */
  static final List<String> FILES =
      List.of("metrics.jsonl", "evaluations.jsonl", "rollouts.jsonl", "config.yaml");

  static RunRecords read(Path folder, String name) throws IOException {
    Map<String, Integer> unreadable = new LinkedHashMap<>();
    Map<String, Map<String, TreeMap<Double, Double>>> points = new LinkedHashMap<>();
    List<EvaluationLine> evaluations = new ArrayList<>();
    unreadable.put(
        "metrics.jsonl",
        LenientLines.read(folder.resolve("metrics.jsonl"), line -> addMetrics(points, line)));
    unreadable.put(
        "evaluations.jsonl",
        LenientLines.read(
            folder.resolve("evaluations.jsonl"), line -> evaluations.add(EvaluationLine.of(line))));
    ReadJudgements rollouts =
        ReadJudgements.read(name, folder.resolve("rollouts.jsonl"), ShownJudgement::ofRollout);
    unreadable.put("rollouts.jsonl", rollouts.unreadable());
    unreadable.values().removeIf(count -> count == 0);
    return new RunRecords(
        name,
        config(folder.resolve("config.yaml")),
        preparation(folder.resolve("data/preparation.json")),
        curves(points),
        evaluations,
        rollouts,
        Profile.of(folder),
        unreadable);
  }

  private static void addMetrics(
      Map<String, Map<String, TreeMap<Double, Double>>> stages, JsonNode line) {
    Map<String, Double> numbers = Numbers.in(line);
    Double step = numbers.remove("step");
    if (step == null) {
      return;
    }
    Map<String, TreeMap<Double, Double>> stage =
        stages.computeIfAbsent(line.path("stage").asText(), name -> new LinkedHashMap<>());
    numbers.forEach(
        (metric, value) -> stage.computeIfAbsent(metric, name -> new TreeMap<>()).put(step, value));
  }

  private static Map<String, Map<String, Curve>> curves(
      Map<String, Map<String, TreeMap<Double, Double>>> points) {
    Map<String, Map<String, Curve>> stages = new LinkedHashMap<>();
    points.forEach(
        (stage, metrics) -> {
          Map<String, Curve> curves = new LinkedHashMap<>();
          metrics.forEach((metric, values) -> curves.put(metric, Curve.of(values)));
          stages.put(stage, curves);
        });
    return stages;
  }

  private static JsonNode preparation(Path file) throws IOException {
    return Files.exists(file) ? BenchmarkRecords.object(file) : MissingNode.getInstance();
  }

  private static String config(Path file) throws IOException {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }
}
