package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Conversation.Message;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.data.preparation.Thinking;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.RankingMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a judge, whoever asks in which words: a prompt and its responses, of two which
 * is better, of more which is the best.
 *
 * @param list the prompt and at least two responses; the id is that of the request, else one that
 *     is made of the texts
 * @param named whether the request has an id: the draws are then those of the offline commands for
 *     a line with this id, else those of the Java API, which knows no ids
 * @param asking how pairs are judged
 * @param method how responses are ranked; empty where one pair is judged
 * @param settings of the method
 */
public record JudgeRequest(
    ResponseList list,
    boolean named,
    Asking asking,
    Optional<RankingMethod> method,
    RankingMethod.Settings settings) {

  private static final RankingMethod.Settings USUAL = RankingMethod.Settings.USUAL;
  private static final long MOST = 1000;

  /**
   * A request of texts.
   *
   * @param id empty where the caller has none
   * @param method empty for a pair of two responses
   */
  public static JudgeRequest of(
      Optional<String> id,
      Conversation prompt,
      List<String> responses,
      Asking asking,
      Optional<RankingMethod> method,
      RankingMethod.Settings settings) {
    Optional<RankingMethod> how =
        method.or(() -> responses.size() > 2 ? Optional.of(RankingMethod.ELO) : Optional.empty());
    String name =
        id.orElseGet(
            () ->
                how.isPresent()
                    ? prompt.query()
                    : Judge.pair(prompt.query(), responses.get(0), responses.get(1)).id());
    return new JudgeRequest(
        new ResponseList(name, "", prompt, responses, Optional.empty()),
        id.isPresent(),
        asking,
        how,
        settings);
  }

  /**
   * The request that the fields of {@code POST /v1/judge} make.
   *
   * @throws Refusal if they are none
   */
  public static JudgeRequest of(Fields fields, Asking usual, Limits limits) {
    Optional<String> id = fields.optionalText("id");
    Conversation prompt = conversation("prompt", fields.value("prompt"));
    List<String> responses = fields.texts("responses");
    if (fields.flag("remove_thinking")) {
      responses = responses.stream().map(Thinking::removed).toList();
    }
    checkCount(responses.size(), limits);
    Asking asking = usual.read(fields, limits);
    Optional<RankingMethod> method = fields.choice("method", RankingMethod.class);
    if (method.equals(Optional.of(RankingMethod.LISTWISE))) {
      throw Refusal.badRequest(
          "field 'method' is 'listwise', must be one of pairs; ./rrm rank ranks listwise");
    }
    RankingMethod.Settings settings =
        new RankingMethod.Settings(
            (int) fields.integer("opponents", 0, MOST).orElse(USUAL.opponents()),
            (int) fields.integer("rounds", 0, MOST).orElse(USUAL.rounds()),
            fields.number("elo_k", 0, MOST).orElse(USUAL.k()),
            (int) fields.integer("elo_orders", 0, MOST).orElse(USUAL.orders()),
            fields.number("prior", 0, MOST).orElse(USUAL.prior()),
            fields.number("decided", 0, 1).orElse(USUAL.decided()));
    fields.finish();
    return of(id, prompt, responses, asking, method, settings);
  }

  /**
   * @throws Refusal if there are too few responses, or more than the limits allow
   */
  public static void checkCount(int responses, Limits limits) {
    if (responses < 2 || responses > limits.responses()) {
      throw Refusal.badRequest(
          "there are "
              + responses
              + " responses, must be 2 to "
              + limits.responses()
              + " (--max-responses)");
    }
  }

  /**
   * A text of the user, or messages with {@code role} and {@code content}; a content may be a text
   * or a list of parts with a {@code text}.
   *
   * @throws Refusal if it is neither
   */
  public static Conversation conversation(String name, JsonNode value) {
    if (value.isTextual()) {
      return Conversation.ofUser(value.asText());
    }
    if (!value.isArray() || value.isEmpty()) {
      throw Refusal.badRequest(
          "field '" + name + "' is " + OneLine.of(value) + ", must be a text or messages");
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : value) {
      if (!message.path("role").isTextual()) {
        throw Refusal.badRequest(
            "field '" + name + "' has a message " + OneLine.of(message) + ", must have a role");
      }
      messages.add(new Message(message.get("role").asText(), content(name, message)));
    }
    return new Conversation(messages);
  }

  private static String content(String name, JsonNode message) {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return content.asText();
    }
    if (!content.isArray()) {
      throw Refusal.badRequest(
          "field '"
              + name
              + "' has a message with content "
              + OneLine.of(content)
              + ", must be text");
    }
    return parts(name, content);
  }

  /**
   * The texts of some parts of a content, one behind the other.
   *
   * @throws Refusal if one is no text
   */
  public static String parts(String name, JsonNode parts) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : parts) {
      if (!part.path("text").isTextual()) {
        throw Refusal.badRequest(
            "field '" + name + "' has a part " + OneLine.of(part) + ", must have a text");
      }
      text.append(part.get("text").asText());
    }
    return text.toString();
  }

  /** Whether one pair is judged and nothing is ranked. */
  public boolean pair() {
    return method.isEmpty();
  }

  /** The pair that is judged. */
  OpenPair toPair() {
    return new OpenPair(
        list.id(),
        list.prompt(),
        Conversation.ofAssistant(list.responses().get(0)),
        Conversation.ofAssistant(list.responses().get(1)),
        Optional.empty());
  }

  /** Everything that the answer depends on, besides the judge. */
  ObjectNode canonical() {
    ObjectNode json = Json.object().put("id", list.id()).put("named", named);
    ArrayNode messages = json.putArray("prompt");
    list.prompt().messages().forEach(m -> messages.addArray().add(m.role()).add(m.content()));
    list.responses().forEach(json.putArray("responses")::add);
    asking.describe(json);
    method.ifPresent(how -> json.put("method", Word.of(how)));
    return json.put("opponents", settings.opponents())
        .put("rounds", settings.rounds())
        .put("elo_k", settings.k())
        .put("elo_orders", settings.orders())
        .put("prior", settings.prior());
  }
}
