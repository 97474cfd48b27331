package io.github.rrm4j.report.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.statistics.table.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of {@code evaluations.jsonl}.
 *
 * @param stage the stage in which it was made; empty if the line names none
 * @param name what was judged, for example {@code heldout}
 * @param mode how, for example {@code greedy} or {@code sampled}
 * @param numbers the finite numbers of the line by name: {@code step}, {@code accuracy}, ...
 * @param sections section to its numbers: {@code accuracy}, {@code low}, {@code high}, ...
 */
public record EvaluationLine(
    String stage,
    String name,
    String mode,
    Map<String, Double> numbers,
    Map<String, Map<String, Double>> sections) {

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
        sections);
  }

  /** What is judged and how: the evaluations with one title form a series over the steps. */
  public String title() {
    return (name + " " + mode).strip();
  }
}
