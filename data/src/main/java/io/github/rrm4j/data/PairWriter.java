package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes preference files in the layouts that {@link PairSource} reads; equal pairs, equal bytes.
 */
public final class PairWriter {

  private PairWriter() {}

  /**
   * Writes {@code prompt, chosen, rejected}; the order of presentation is lost.
   *
   * @throws InvalidInput if the file cannot be written; an earlier one is then untouched
   */
  public static void writePreferences(Path jsonl, List<Pair> pairs) {
    JsonLines.write(jsonl, pairs, PairWriter::preference);
  }

  /** The line of {@link #writePreferences}, to which others may add fields of their own. */
  public static ObjectNode preference(Pair pair) {
    ObjectNode json = asked(pair);
    Conversation.intoResponses(
        json, "chosen", pair.reply(pair.gold()), "rejected", pair.reply(pair.gold().other()));
    return json;
  }

  /**
   * Writes {@code prompt, response_1, response_2, label}.
   *
   * @throws InvalidInput if the file cannot be written; an earlier one is then untouched
   */
  public static void writePresented(Path jsonl, List<Pair> pairs) {
    JsonLines.write(jsonl, pairs, pair -> presented(pair).put("label", pair.gold().number()));
  }

  /** The line of {@link #writePresented}, with its end. */
  public static byte[] line(Pair pair) {
    return Json.line(presented(pair).put("label", pair.gold().number()));
  }

  /**
   * The pair of a line that {@link #line} made.
   *
   * @throws InvalidInput if it is no such line
   */
  public static Pair pair(Path jsonl, int number, byte[] line) {
    Row row = JsonLines.row(jsonl, number, line);
    return Layout.pair(Columns.USUAL, row, JsonLines.id(row))
        .orElseThrow(() -> row.invalid("has no better response, must have one, restore the file"));
  }

  /** The fields of a pair in its order, without the gold. */
  public static ObjectNode presented(Pair pair) {
    ObjectNode json = asked(pair);
    Conversation.intoResponses(json, "response_1", pair.reply1(), "response_2", pair.reply2());
    return json;
  }

  private static ObjectNode asked(Pair pair) {
    ObjectNode json = Json.object().put("id", pair.id()).put("section", pair.section());
    pair.prompt().intoPrompt(json, "prompt");
    return json;
  }
}
