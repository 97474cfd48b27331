package io.github.rrm4j.evaluation.arena;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.rewards.tournament.ArenaScore.Decision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was decided about a prompt: a line of {@code battles.jsonl}.
 *
 * <pre>{@code
 * {"id": "q1", "a": "9", "b": "8", "games": ["B>A", "A>B"], "unreadable": 0,
 *  "a_right": false, "b_right": true}
 * }</pre>
 *
 * @param id of the prompt
 * @param games of a judge one in each order, A always the first policy; by gold a single one
 * @param unreadable orders of which no judgement could be read; they are no games
 * @param aRight whether A's answer is right, where that is known
 * @param bRight the same of B
 */
public record ArenaMatchResult(
    String id,
    List<Decision> games,
    int unreadable,
    Optional<Boolean> aRight,
    Optional<Boolean> bRight) {

  public ArenaMatchResult {
    games = List.copyOf(games);
  }

  /**
   * All battles of a file, also of one that another judge has made: {@code id} and {@code games},
   * which may know strengths ({@code A>>B}), are enough.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if a line is none
   */
  public static List<ArenaMatchResult> read(Path jsonl) {
    List<ArenaMatchResult> battles = new ArrayList<>();
    try (Rows rows = JsonLines.open(jsonl)) {
      while (rows.hasNext()) {
        battles.add(of(rows.next()));
      }
    }
    return battles;
  }

  private static ArenaMatchResult of(Row row) {
    if (!row.value("games").isArray()) {
      throw row.invalid("field 'games' is no list, must hold decisions such as \"B>A\", add it");
    }
    List<Decision> games = new ArrayList<>();
    row.value("games")
        .forEach(
            game ->
                games.add(
                    Decision.of(game.asText())
                        .orElseThrow(
                            () ->
                                row.invalid(
                                    Text.format(
                                        "field 'games' holds %s, must be A>>B, A>B, A=B, B>A or B>>A",
                                        game)))));
    return new ArenaMatchResult(
        JsonLines.id(row),
        games,
        row.value("unreadable").asInt(),
        flag(row, "a_right"),
        flag(row, "b_right"));
  }

  private static Optional<Boolean> flag(Row row, String field) {
    return row.has(field) ? Optional.of(row.value(field).asBoolean()) : Optional.empty();
  }

  ObjectNode toJson(ArenaMatch encounter) {
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("section", encounter.asked().prompt().section())
            .put("a", encounter.a().shown())
            .put("b", encounter.b().shown());
    ArrayNode decisions = json.putArray("games");
    games.forEach(game -> decisions.add(game.text()));
    json.put("unreadable", unreadable);
    aRight.ifPresent(right -> json.put("a_right", right));
    bRight.ifPresent(right -> json.put("b_right", right));
    return json;
  }
}
