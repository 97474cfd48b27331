package io.github.rrm4j.report.section;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.records.EvaluationLine;
import io.github.rrm4j.report.records.Profile;
import io.github.rrm4j.report.records.ReadJudgements;
import io.github.rrm4j.report.records.RunRecords;
import io.github.rrm4j.report.section.EvaluationFigures.OveroptimizationFigure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OveroptimizationFigureTest {

  private static EvaluationLine line(double step, String mode, Map<String, Double> more) {
    Map<String, Double> numbers = new HashMap<>(more);
    numbers.put("step", step);
    numbers.put("accuracy", 0.6);
    numbers.put("accuracy_low", 0.5);
    numbers.put("accuracy_high", 0.7);
    return new EvaluationLine("policy", "gold", mode, numbers, Map.of(), Json.object());
  }

  private static final ReadJudgements NOTHING_READ =
      new ReadJudgements("run", "", List.of(), Map.of(), Set.of(), 0, List.of(), 0);

  private static RunRecords run(List<EvaluationLine> lines) {
    return new RunRecords(
        "run",
        "",
        MissingNode.getInstance(),
        Map.of(),
        lines,
        NOTHING_READ,
        new Profile(Map.of()),
        Map.of());
  }

  @Test
  void bothCurvesAreInOneFigure() {
    Map<String, Double> rate = Map.of("win_rate", 0.7, "win_rate_low", 0.65, "win_rate_high", 0.75);
    List<EvaluationLine> lines =
        List.of(
            line(10, "greedy", Map.of()),
            line(10, "sampled", rate),
            line(20, "greedy", Map.of()),
            line(20, "sampled", rate));
    Figure figure = OveroptimizationFigure.of("hacking", lines).orElseThrow();
    assertEquals(
        Set.of("gold accuracy", "judge's win rate"),
        figure.lines().stream().map(Figure.Line::label).collect(Collectors.toSet()));
    assertTrue(
        EvaluationFigures.of(List.of(run(lines)), "policy").stream()
            .anyMatch(one -> one.caption().equals(figure.caption())));
    assertTrue(OveroptimizationFigure.of("hacking", lines.subList(0, 2)).isEmpty());
  }
}
