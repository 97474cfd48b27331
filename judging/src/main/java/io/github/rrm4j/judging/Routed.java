package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Who answered where a direct judge is asked first, and what that took.
 *
 * @param sentOn whether the reasoning judge was asked too, whose verdict then counts
 * @param confidence of the direct judge in its verdict of the pair, in [0.5, 1]
 * @param answers judgements that the direct judge was asked for
 * @param unreadable how many of them have no verdict for a response: unreadable, failed or a tie
 * @param tokens of the direct judge
 */
public record Routed(boolean sentOn, double confidence, int answers, int unreadable, long tokens) {

  /** The field of a line or an answer that has it. */
  public static final String FIELD = "router";

  private static final String ANSWERED_BY = "answered_by";
  private static final String CONFIDENCE = "confidence";
  private static final String ANSWERS = "direct_answers";
  private static final String UNREADABLE = "direct_unreadable";
  private static final String TOKENS = "direct_tokens";

  /** The judge whose verdict counts: {@code direct} or {@code reasoning}. */
  public String answeredBy() {
    return sentOn ? "reasoning" : "direct";
  }

  /** Puts it into a line. */
  public ObjectNode into(ObjectNode line) {
    line.putObject(FIELD)
        .put(ANSWERED_BY, answeredBy())
        .put(CONFIDENCE, confidence)
        .put(ANSWERS, answers)
        .put(UNREADABLE, unreadable)
        .put(TOKENS, tokens);
    return line;
  }

  /** What {@link #into} put there; empty where a line has none. */
  public static Optional<Routed> of(JsonNode line) {
    JsonNode json = line.path(FIELD);
    return json.isObject()
        ? Optional.of(
            new Routed(
                !json.path(ANSWERED_BY).asText().equals("direct"),
                json.path(CONFIDENCE).asDouble(),
                json.path(ANSWERS).asInt(),
                json.path(UNREADABLE).asInt(),
                json.path(TOKENS).asLong()))
        : Optional.empty();
  }
}
