package io.github.rrm4j.evaluation.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has written down so far, as far as the report shows it.
 *
 * @param name the name of the run folder
 * @param config the text of {@code config.yaml}; empty if there is none
 * @param stages stage to metric to curve, in the order of the file; a line that names no stage
 *     belongs to the stage {@code ""}
 * @param evaluations in the order of the file
 * @param rollouts some of each outcome, evenly spaced, in the order of the file
 * @param rolloutCounts outcome to how many the file holds
 * @param unreadableLines file to how many of its lines are no JSON object; only files that have
 *     some
 */
record RunRecords(
    String name,
    String config,
    Map<String, Map<String, Curve>> stages,
    List<EvaluationLine> evaluations,
    List<RolloutLine> rollouts,
    Map<String, Long> rolloutCounts,
    Map<String, Integer> unreadableLines) {

  private static final int ROLLOUTS_PER_OUTCOME = 24;

  static RunRecords read(Path folder) throws IOException {
    Map<String, Integer> unreadable = new LinkedHashMap<>();
    Map<String, Map<String, TreeMap<Double, Double>>> points = new LinkedHashMap<>();
    List<EvaluationLine> evaluations = new ArrayList<>();
    Map<String, Thinned<RolloutLine>> rollouts = new TreeMap<>();
    unreadable.put(
        "metrics.jsonl",
        LenientLines.read(folder.resolve("metrics.jsonl"), line -> addMetrics(points, line)));
    unreadable.put(
        "evaluations.jsonl",
        LenientLines.read(
            folder.resolve("evaluations.jsonl"), line -> evaluations.add(EvaluationLine.of(line))));
    int[] position = {0};
    unreadable.put(
        "rollouts.jsonl",
        LenientLines.read(
            folder.resolve("rollouts.jsonl"),
            line ->
                rollouts
                    .computeIfAbsent(
                        line.path("outcome").asText().toLowerCase(Locale.ROOT),
                        outcome -> new Thinned<>(ROLLOUTS_PER_OUTCOME))
                    .add(RolloutLine.of(position[0]++, line))));
    unreadable.values().removeIf(count -> count == 0);
    Map<String, Long> counts = new LinkedHashMap<>();
    rollouts.forEach((outcome, some) -> counts.put(outcome, some.seen()));
    return new RunRecords(
        folder.toAbsolutePath().normalize().getFileName().toString(),
        config(folder.resolve("config.yaml")),
        curves(points),
        evaluations,
        rollouts.values().stream()
            .flatMap(some -> some.kept().stream())
            .sorted((a, b) -> Integer.compare(a.position(), b.position()))
            .toList(),
        counts,
        unreadable);
  }

  /** The finite numbers of an object, by name; everything else is left out. */
  static Map<String, Double> numbers(JsonNode object) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNumber() && Double.isFinite(field.getValue().asDouble())) {
                numbers.put(field.getKey(), field.getValue().asDouble());
              }
            });
    return numbers;
  }

  private static void addMetrics(
      Map<String, Map<String, TreeMap<Double, Double>>> stages, JsonNode line) {
    Map<String, Double> numbers = numbers(line);
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

  private static String config(Path file) throws IOException {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }
}
