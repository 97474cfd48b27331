package io.github.rrm4j.report.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of {@code evaluations.jsonl}.
 *
 * @param stage the stage in which it was made; empty if the line names none
 * @param name what was judged, for example {@code heldout}
 * @param mode how, for example {@code greedy} or {@code sampled}
 * @param numbers the finite numbers of the line by name: {@code step}, {@code accuracy}, ...
 * @param sections section to its numbers: {@code accuracy}, {@code low}, {@code high}, ...
 * @param line as it is written
 */
public record EvaluationLine(
    String stage,
    String name,
    String mode,
    Map<String, Double> numbers,
    Map<String, Map<String, Double>> sections,
    JsonNode line) {

  static EvaluationLine of(JsonNode line) {
    Map<String, Map<String, Double>> sections = new LinkedHashMap<>();
    line.path("sections")
        .properties()
        .forEach(field -> sections.put(field.getKey(), Numbers.in(field.getValue())));
    return new EvaluationLine(
        line.path("stage").asText(),
        line.path("name").asText(),
        line.path("mode").asText(),
        Numbers.in(line),
        sections,
        line);
  }

  /** The accuracy, with how its interval was made. */
  public Optional<Estimate> accuracy() {
    return Estimate.of(line, "accuracy");
  }

  /** The accuracy of a section. */
  public Optional<Estimate> accuracy(String section) {
    return Estimate.of(line.path("sections").path(section), "accuracy", "low", "high", "method");
  }

  /** What is judged and how: the evaluations with one title form a series over the steps. */
  public String title() {
    return (name + " " + mode).strip();
  }
}
