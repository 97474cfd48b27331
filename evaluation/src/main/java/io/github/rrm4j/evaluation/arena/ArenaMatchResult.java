package io.github.rrm4j.evaluation.arena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.FailedVotes;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.rewards.tournament.ArenaScore.Decision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What was decided about a prompt: a line of {@code battles.jsonl}.
 *
 * <pre>{@code
 * {"id": "q1", "a": "9", "b": "8", "games": ["B>A", "A>B"], "orders": ["given", "swapped"],
 *  "unreadable": 0, "a_right": false, "b_right": true}
 * }</pre>
 *
 * @param id of the prompt
 * @param games of a judge one in each order, A always the first policy; by gold a single one
 * @param orders in which the judge saw the replies in each game, A first where it is given; empty
 *     where it is not known or nobody was asked
 * @param unreadable orders of which no judgement could be read; they are no games
 * @param failed judgements that were asked for and never came
 * @param fit how the judge was shown the replies
 * @param aRight whether A's answer is right, where that is known
 * @param bRight the same of B
 */
public record ArenaMatchResult(
    String id,
    List<Decision> games,
    List<Order> orders,
    int unreadable,
    int failed,
    PromptFit fit,
    Optional<Boolean> aRight,
    Optional<Boolean> bRight) {

  public ArenaMatchResult {
    games = List.copyOf(games);
    orders = List.copyOf(orders);
  }

  /**
   * All battles of a file of ours: {@code id} and {@code games}, which may know strengths ({@code
   * A>>B}), are enough.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if a line is none
   */
  public static List<ArenaMatchResult> read(Path jsonl) {
    List<ArenaMatchResult> battles = new ArrayList<>();
    JsonLines.forEach(jsonl, row -> battles.add(of(row)));
    return battles;
  }

  private static int count(Row row, String field) {
    if (row.has(field) && !row.value(field).canConvertToInt()) {
      throw row.invalid("field '%s' is no count, must be one, correct or remove it", field);
    }
    return row.value(field).asInt();
  }

  /** The battle of a line of ours. */
  static ArenaMatchResult of(Row row) {
    List<Decision> games = new ArrayList<>();
    games(row).forEach(game -> games.add(decision(row, game)));
    return new ArenaMatchResult(
        JsonLines.id(row),
        games,
        orders(row),
        count(row, "unreadable"),
        count(row, FailedVotes.FIELD),
        fit(row),
        flag(row, "a_right"),
        flag(row, "b_right"));
  }

  private static List<Order> orders(Row row) {
    List<Order> orders = new ArrayList<>();
    for (JsonNode order : row.value("orders")) {
      orders.add(
          Word.in(Order.class, order.asText())
              .orElseThrow(
                  () ->
                      row.invalid(
                          "field 'orders' holds %s, must be one of %s, correct or remove it",
                          Row.shown(order), Word.all(Order.class))));
    }
    return orders;
  }

  /** The list of games of a row. */
  static JsonNode games(Row row) {
    if (!row.value("games").isArray()) {
      throw row.invalid("field 'games' is no list, must hold decisions such as \"B>A\", add it");
    }
    return row.value("games");
  }

  /** What a game says. */
  static Decision decision(Row row, JsonNode game) {
    return Decision.of(game.asText())
        .orElseThrow(
            () ->
                row.invalid(
                    "field 'games' holds %s, must be A>>B, A>B, A=B, B>A or B>>A, correct it",
                    Row.shown(game)));
  }

  private static PromptFit fit(Row row) {
    String word = row.optionalText("fit").orElse(Word.of(PromptFit.WHOLE));
    return Word.in(PromptFit.class, word)
        .orElseThrow(
            () ->
                row.invalid(
                    "field 'fit' is '%s', must be one of %s, correct or remove it",
                    word, Word.all(PromptFit.class)));
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
    if (!orders.isEmpty()) {
      ArrayNode shown = json.putArray("orders");
      orders.forEach(order -> shown.add(order.word()));
    }
    json.put("unreadable", unreadable);
    if (failed > 0) {
      json.put(FailedVotes.FIELD, failed);
    }
    if (fit != PromptFit.WHOLE) {
      json.put("fit", Word.of(fit));
    }
    aRight.ifPresent(right -> json.put("a_right", right));
    bRight.ifPresent(right -> json.put("b_right", right));
    return json;
  }

  /**
   * A prompt and what both policies wrote to it.
   *
   * @param a the reply of policy A
   * @param b the reply of policy B
   */
  public record ArenaMatch(PromptWithAnswer asked, Reply a, Reply b) {

    /** The matches of two policies, of which each has one reply to every prompt, in its order. */
    public static List<ArenaMatch> of(
        List<PromptWithAnswer> prompts, List<Reply> a, List<Reply> b) {
      return IntStream.range(0, prompts.size())
          .mapToObj(i -> new ArenaMatch(prompts.get(i), a.get(i), b.get(i)))
          .toList();
    }

    /** Whether a judge would be shown the same twice: a tie without asking. */
    boolean same() {
      return a.shown().equals(b.shown());
    }

    /** What a judge is shown, A first. */
    public OpenPair pair() {
      return new OpenPair(
          asked.prompt().id(), asked.prompt().query(), a.shown(), b.shown(), Optional.empty());
    }
  }
}
