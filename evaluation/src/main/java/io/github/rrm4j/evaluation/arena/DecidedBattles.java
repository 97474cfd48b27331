package io.github.rrm4j.evaluation.arena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.rewards.tournament.ArenaScore.Decision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Battles that were decided elsewhere: lines of ours ({@link ArenaMatchResult}), or the judgements
 * that Arena-Hard's {@code gen_judgment.py} writes, which are scored as its {@code show_result.py}
 * does.
 *
 * <p>Source: github.com/lmarena/arena-hard-auto. A line has {uid, category, model, judge, games}
 * (version 2.0) or {question_id, model, judge, games} (version 0.1), and two games {score}. In the
 * first game the baseline is A, in the second one the model is, so that the second one is turned
 * around here. A game that is null, or whose score is, has no verdict: version 2.0 leaves its
 * prompt out, version 0.1 only the game. Categories have different baselines and are scored apart.
 * Version 2.0 shows intervals at 90 %, version 0.1 at 95 %.
 *
 * @param categories the results of each category, in the order of the file; one without a name
 *     where the lines have none
 */
public record DecidedBattles(Map<String, ArenaResults> categories) {

  private static final double CONFIDENCE_V2 = 0.9;
  private static final String UID = "uid";
  private static final String QUESTION_ID = "question_id";

  /**
   * Reads a file.
   *
   * @throws InvalidInput if a line is malformed, a prompt stands twice, or the lines are of several
   *     models, judges or versions
   */
  public static DecidedBattles read(Path file) {
    Map<String, List<ArenaMatchResult>> battles = new LinkedHashMap<>();
    Map<String, String> first = new HashMap<>();
    JsonLines.forEach(
        file,
        row -> {
          String version = version(row);
          checkOne(first, row, "version", version);
          if (version.isEmpty()) {
            add(battles, first, row, "", ArenaMatchResult.of(row));
          } else {
            for (String field : List.of("model", "judge")) {
              checkOne(first, row, field, row.optionalText(field).orElse(""));
            }
            String category = row.optionalText("category").orElse("");
            add(battles, first, row, category, battle(row, version));
          }
        });
    if (battles.isEmpty()) {
      throw InvalidInput.of("%s: is empty, must have at least one line, name another file", file);
    }
    double confidence = first.get("version").equals(UID) ? CONFIDENCE_V2 : Evaluation.CONFIDENCE;
    Map<String, ArenaResults> results = new LinkedHashMap<>();
    battles.forEach((name, some) -> results.put(name, new ArenaResults(some, confidence)));
    return new DecidedBattles(results);
  }

  /** The field that names the prompt in Arena-Hard's files; empty for a line of ours. */
  private static String version(Row row) {
    boolean ours = true;
    for (JsonNode game : row.value("games")) {
      ours &= game.isTextual();
    }
    if (ours) {
      return "";
    }
    return row.has(UID) ? UID : QUESTION_ID;
  }

  private static void checkOne(Map<String, String> first, Row row, String what, String value) {
    String before = first.putIfAbsent(what, value);
    if (before != null && !before.equals(value)) {
      throw row.invalid(
          "%s is '%s' and was '%s' before, must be one in a file, give each its own",
          what, value, before);
    }
  }

  private static void add(
      Map<String, List<ArenaMatchResult>> battles,
      Map<String, String> first,
      Row row,
      String category,
      ArenaMatchResult battle) {
    if (first.putIfAbsent("prompt " + category + " " + battle.id(), "") != null) {
      throw row.invalid(
          "prompt '%s' stands in an earlier line too, must stand once, remove one", battle.id());
    }
    battles.computeIfAbsent(category, name -> new ArrayList<>()).add(battle);
  }

  private static ArenaMatchResult battle(Row row, String idField) {
    JsonNode both = ArenaMatchResult.games(row);
    if (both.size() != 2) {
      throw row.invalid(
          "field 'games' has %d games, must have two, the baseline first and the model first, judge the other order",
          both.size());
    }
    List<Decision> games = new ArrayList<>();
    decision(row, both.get(0)).ifPresent(games::add);
    decision(row, both.get(1)).map(Decision::swapped).ifPresent(games::add);
    int unreadable = both.size() - games.size();
    boolean leftOut = unreadable > 0 && idField.equals(UID);
    return new ArenaMatchResult(
        row.filledText(idField),
        leftOut ? List.of() : games,
        List.of(),
        unreadable,
        0,
        PromptFit.WHOLE,
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<Decision> decision(Row row, JsonNode game) {
    if (!game.isNull() && !game.isObject()) {
      throw row.invalid(
          "field 'games' holds %s beside objects, must hold objects with a score, correct it",
          Row.shown(game));
    }
    JsonNode score = game.path("score");
    return score.isNull() || score.isMissingNode()
        ? Optional.empty()
        : Optional.of(ArenaMatchResult.decision(row, score));
  }

  /** What result.json holds: a result, or where there are several categories one of each. */
  public ObjectNode toJson() {
    if (categories.size() == 1) {
      return categories.values().iterator().next().toJson();
    }
    ObjectNode json = Json.object();
    ObjectNode parts = json.putObject("categories");
    categories.forEach((name, results) -> parts.set(name, results.toJson()));
    return json;
  }

  /** Lines for a person. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    categories.forEach(
        (name, results) -> {
          if (!name.isEmpty()) {
            lines.add("category " + name);
          }
          lines.addAll(results.summary());
        });
    return lines;
  }
}
