package io.github.rrm4j.judging.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A prompt with some replies: the layout of {@link io.github.rrm4j.data.ResponseList}, with the
 * thinking beside each response and whether it was finished.
 *
 * <pre>{@code
 * {"id": "q1", "section": "all", "prompt": "2 + 2", "responses": ["4", "[NO ANSWER]"],
 *  "thinking": ["2 + 2 = 4.", "2 + 2 + 2 +"], "finished": [true, false], "tokens": [9, 96]}
 * }</pre>
 *
 * @param scores gold, where it is known: 1 for a right reply, 0 for another
 */
public record ReplyList(Prompt prompt, List<Reply> replies, Optional<List<Double>> scores) {

  public ReplyList {
    replies = List.copyOf(replies);
  }

  /**
   * All lists of a file. Without {@code thinking} and {@code finished} responses may hold their
   * thinking, and are taken for finished.
   *
   * @return at least one, in file order
   * @throws InvalidInput if the file is missing or empty, or a line is malformed
   */
  public static List<ReplyList> read(Path jsonl) {
    return JsonLines.read(jsonl, ReplyList::of);
  }

  private static ReplyList of(Row row) {
    int n = row.value("responses").size();
    if (n == 0) {
      throw row.invalid("field 'responses' is no list of texts, must hold at least one, add it");
    }
    List<Reply> replies = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String response = row.text("responses[" + i + "]", element(row, "responses", i, n));
      boolean finished = !row.has("finished") || element(row, "finished", i, n).asBoolean(true);
      int tokens = row.has("tokens") ? element(row, "tokens", i, n).asInt() : 0;
      replies.add(
          row.has("thinking")
              ? new Reply(thinking(row, i, n), response, tokens, finished)
              : Reply.of(response, tokens, finished));
      if (row.has("scores")) {
        scores.add(row.number("scores", element(row, "scores", i, n), "how good the response is"));
      }
    }
    return new ReplyList(
        Prompt.of(row), replies, row.has("scores") ? Optional.of(scores) : Optional.empty());
  }

  private static String thinking(Row row, int i, int n) {
    return row.text("thinking[" + i + "]", element(row, "thinking", i, n));
  }

  private static JsonNode element(Row row, String field, int i, int n) {
    JsonNode list = row.value(field);
    if (!list.isArray() || list.size() != n) {
      throw row.invalid(
          "field '%s' is not a list of %d, must have one for each response, correct or remove it",
          field, n);
    }
    return list.get(i);
  }

  public ObjectNode toJson() {
    ObjectNode json = prompt.toJson();
    ArrayNode responses = json.putArray("responses");
    ArrayNode thinking = json.putArray("thinking");
    ArrayNode finished = json.putArray("finished");
    ArrayNode tokens = json.putArray("tokens");
    for (Reply reply : replies) {
      responses.add(reply.answer());
      thinking.add(reply.thinking());
      finished.add(reply.finished());
      tokens.add(reply.tokens());
    }
    scores.ifPresent(gold -> gold.forEach(json.withArray("scores")::add));
    return json;
  }
}
