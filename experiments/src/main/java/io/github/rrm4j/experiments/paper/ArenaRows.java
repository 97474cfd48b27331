package io.github.rrm4j.experiments.paper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.arena.ArenaMatchResult;
import io.github.rrm4j.evaluation.arena.ArenaResults;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.rewards.tournament.ArenaScore;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the battles of two policies leave for the report. Values of a prompt: {@code score} (of the
 * games that could be read: won 1, tied 0.5) and {@code even} (0.5, what it would be of two alike);
 * where the answers are known, {@code credit} and {@code before} (whether the policy, and the one
 * that it is measured against, is right), else the credit is the score.
 */
final class ArenaRows {

  private static final double EVEN = 0.5;
  private static final String WITH_ANSWERS = "problems with answers";
  private static final String WITHOUT_ANSWERS = "prompts without known answers";

  private ArenaRows() {}

  /**
   * The prompts that came out as something: with an answer, or with a game that could be read.
   *
   * @param sections of the prompts
   */
  static List<Scored> items(ArenaResults battles, List<String> sections) {
    List<Scored> items = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      ArenaMatchResult battle = battles.battles().get(i);
      Map<String, Double> values = new LinkedHashMap<>();
      battle.aRight().ifPresent(right -> values.put("before", share(right)));
      if (!battle.games().isEmpty()) {
        values.put("score", new ArenaScore(List.of(battle.games())).value());
        values.put("even", EVEN);
      }
      Optional<Double> credit =
          battle.bRight().map(ArenaRows::share).or(() -> Optional.ofNullable(values.get("score")));
      String section = sections.get(i);
      credit.ifPresent(value -> items.add(new Scored(battle.id(), section, value, values)));
    }
    return items;
  }

  private static double share(boolean right) {
    return right ? 1 : 0;
  }

  /** The arena score, and the gold accuracy of both policies where the answers are known. */
  static ResultRows sections(ArenaResults battles) {
    List<ObjectNode> rows = new ArrayList<>();
    rows.add(
        ItemMeans.put(
            row("arena score", battles), "accuracy", battles.score().value(), battles.interval()));
    if (battles.gold().isPresent()) {
      rows.add(accuracy("gold accuracy", battles, ArenaMatchResult::bRight));
      rows.add(accuracy("gold accuracy before", battles, ArenaMatchResult::aRight));
    }
    return new ResultRows("sections", rows);
  }

  private static ObjectNode accuracy(
      String name, ArenaResults battles, Function<ArenaMatchResult, Optional<Boolean>> right) {
    double[] values =
        battles.battles().stream()
            .mapToDouble(battle -> share(right.apply(battle).orElseThrow()))
            .toArray();
    return ItemMeans.putShare(row(name, battles), "accuracy", values);
  }

  private static ObjectNode row(String name, ArenaResults battles) {
    return ResultRows.row()
        .put("benchmark", battles.gold().isPresent() ? WITH_ANSWERS : WITHOUT_ANSWERS)
        .put("section", name)
        .put("n", battles.battles().size());
  }

  /**
   * The greedy gold accuracy at each evaluation of a run, of all problems and of each section, with
   * the intervals that it noted.
   */
  static ResultRows steps(Path run) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (String text : Files.readAllLines(run.resolve("evaluations.jsonl"))) {
      JsonNode line = Json.parse(text);
      if (line.path("name").asText().equals("gold")
          && line.path("mode").asText().equals("greedy")) {
        rows.add(step(line, ItemMeans.ALL, line));
        if (line.path("sections").size() > 1) {
          line.path("sections")
              .properties()
              .forEach(section -> rows.add(step(line, section.getKey(), section.getValue())));
        }
      }
    }
    return new ResultRows("steps", rows);
  }

  private static ObjectNode step(JsonNode line, String section, JsonNode numbers) {
    boolean all = section.equals(ItemMeans.ALL);
    ObjectNode row = ResultRows.row();
    row.set("step", line.get("step"));
    row.put("section", section);
    row.set("n", numbers.get("n"));
    row.set("accuracy", numbers.get("accuracy"));
    for (String end : List.of("low", "high", "method")) {
      row.set("accuracy_" + end, numbers.get(all ? "accuracy_" + end : end));
    }
    return row;
  }
}
