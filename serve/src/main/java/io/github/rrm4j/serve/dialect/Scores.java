package io.github.rrm4j.serve.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.serve.answer.Fields;
import io.github.rrm4j.serve.answer.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The responses of a query with a number from 0 to 1 for each, the share of its games that it wins,
 * as vLLM, Cohere and Jina score documents.
 */
final class Scores {

  private Scores() {}

  /** {@code POST /score}: one query with its documents, or as many of both. */
  static JsonNode score(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    List<String> queries = list(fields.any("queries", "data_1", "text_1"), "queries");
    List<String> documents =
        list(fields.any("documents", "items", "data_2", "text_2"), "documents");
    if (queries.size() != 1 && queries.size() != documents.size()) {
      throw Refusal.badRequest(
          "there are "
              + queries.size()
              + " queries and "
              + documents.size()
              + " documents, must be one query or as many of both");
    }
    Map<String, List<Integer>> byQuery = new LinkedHashMap<>();
    for (int i = 0; i < documents.size(); i++) {
      String query = queries.get(queries.size() == 1 ? 0 : i);
      byQuery.computeIfAbsent(query, q -> new ArrayList<>()).add(i);
    }
    double[] scores = new double[documents.size()];
    byQuery.forEach(
        (query, own) -> {
          List<Double> shares =
              caller.shares(Conversation.ofUser(query), own.stream().map(documents::get).toList());
          for (int i = 0; i < own.size(); i++) {
            scores[own.get(i)] = shares.get(i);
          }
        });
    ObjectNode json = OneAtATime.answer(caller, "list");
    ArrayNode data = json.putArray("data");
    for (double score : scores) {
      data.addObject().put("index", data.size() - 1).put("object", "score").put("score", score);
    }
    return json;
  }

  /** {@code POST /rerank}: the best documents first. */
  static JsonNode rerank(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    String query = fields.text("query");
    List<String> documents = list(fields.value("documents"), "documents");
    List<Double> shares = caller.shares(Conversation.ofUser(query), documents);
    long top = fields.integer("top_n", 0, Integer.MAX_VALUE).orElse(0);
    ObjectNode json = OneAtATime.answer(caller, "list");
    ArrayNode results = json.putArray("results");
    IntStream.range(0, documents.size())
        .boxed()
        .sorted(Comparator.comparing(i -> -shares.get(i)))
        .limit(top == 0 ? documents.size() : top)
        .forEach(
            i -> {
              ObjectNode one = results.addObject().put("index", i);
              one.putObject("document").put("text", documents.get(i));
              one.put("relevance_score", shares.get(i));
            });
    return json;
  }

  /** Texts, or objects with a text. */
  private static List<String> list(JsonNode value, String name) {
    if (value.isTextual()) {
      return List.of(value.asText());
    }
    if (!value.isArray()) {
      throw Refusal.badRequest(
          "field '" + name + "' is " + OneLine.of(value) + ", must be a text or a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode one : value) {
      JsonNode text = one.isObject() ? one.path("text") : one;
      if (!text.isTextual()) {
        throw Refusal.badRequest(
            "field '" + name + "' has " + OneLine.of(one) + ", must hold texts");
      }
      texts.add(text.asText());
    }
    return texts;
  }
}
