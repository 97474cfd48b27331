package io.github.rrm4j.evaluation.benchmark.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Conversation.Message;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.judging.JudgementLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lines by which one process has comparisons judged by another: what is to be judged, a comparison
 * in one order a line, and what was judged. Nothing is lost on the way, not even a digit.
 */
public final class ShowingLine {

  private ShowingLine() {}

  /** What is to be judged. */
  public static ObjectNode asked(PresentedPair showing) {
    OpenPair pair = showing.comparison().pair();
    ObjectNode line =
        Json.object()
            .put("id", pair.id())
            .put("order", showing.order().word())
            .put("subset", showing.comparison().subset());
    pair.gold().ifPresent(side -> line.put("gold", side.number()));
    messages(line.putArray("prompt"), pair.prompt());
    messages(line.putArray("response_1"), pair.reply1());
    messages(line.putArray("response_2"), pair.reply2());
    return line;
  }

  private static void messages(ArrayNode list, Conversation conversation) {
    conversation
        .messages()
        .forEach(m -> list.addObject().put("role", m.role()).put("content", m.content()));
  }

  /** What a line of {@link #asked} says. */
  public static PresentedPair asked(Row row) {
    JsonNode line = row.object();
    Optional<Side> gold =
        line.has("gold")
            ? Optional.of(
                line.path("gold").asInt() == Side.FIRST.number() ? Side.FIRST : Side.SECOND)
            : Optional.empty();
    OpenPair pair =
        new OpenPair(
            line.path("id").asText(),
            messages(line.path("prompt")),
            messages(line.path("response_1")),
            messages(line.path("response_2")),
            gold);
    return new PresentedPair(
        new Comparison(line.path("subset").asText(), pair), JudgementLine.order(row));
  }

  private static Conversation messages(JsonNode list) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode one : list) {
      messages.add(new Message(one.path("role").asText(), one.path("content").asText()));
    }
    return new Conversation(messages);
  }

  /** What was judged. */
  public static ObjectNode judged(JudgedComparison judged) {
    return JudgementLog.exactly(judged);
  }

  /** What a line of {@link #judged} says. */
  public static JudgedComparison judged(Row row) {
    return JudgementLog.judged(row);
  }
}
