package io.github.rrm4j.serve.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.serve.answer.Fields;
import io.github.rrm4j.serve.answer.JudgeRequest;
import io.github.rrm4j.serve.answer.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Callers that send one sample at a time, or some of different prompts, and want a number for each:
 * OpenRLHF, slime, verl by the routes of vLLM and SGLang. Several samples of a prompt in one call
 * are its cohort; one alone waits in {@link Cohorts}.
 */
final class OneAtATime {

  private OneAtATime() {}

  /**
   * {@code POST /openrlhf}.
   *
   * <p>Source: OpenRLHF's {@code --reward.remote_url}. Scores are the rewards.
   */
  static JsonNode openRlhf(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    List<String> texts = fields.texts("query");
    List<String> prompts = fields.texts("prompts");
    if (texts.isEmpty() || prompts.size() != texts.size()) {
      throw Refusal.badRequest(
          "there are "
              + texts.size()
              + " queries and "
              + prompts.size()
              + " prompts, must be as many of both, and at least one");
    }
    List<Transcript> samples = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      samples.add(Transcript.of(texts.get(i), prompts.get(i)));
    }
    List<Double> rewards = rewards(samples, caller);
    ObjectNode json = Json.object();
    rewards.forEach(json.putArray("rewards")::add);
    rewards.forEach(json.putArray("scores")::add);
    json.putObject("extra_logs");
    return json;
  }

  /**
   * {@code POST /slime}: the body of the answer is the reward.
   *
   * <p>Source: slime's {@code remote_rm}.
   */
  static JsonNode slime(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    JsonNode given = fields.value("prompt");
    Conversation prompt = JudgeRequest.conversation("prompt", given);
    String response = Transcript.ended(fields.text("response"));
    return DoubleNode.valueOf(one(prompt, response, caller));
  }

  /** {@code POST /classify} as vLLM has it ({@code input}) and as SGLang has it ({@code text}). */
  static JsonNode classify(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    JsonNode text = fields.value("text");
    if (!text.isMissingNode()) {
      ArrayNode json = Json.list();
      rewards(transcripts("text", text), caller)
          .forEach(reward -> json.addObject().putArray("embedding").add(reward));
      return json;
    }
    ObjectNode json = answer(caller, "list");
    ArrayNode data = json.putArray("data");
    for (double reward : rewards(transcripts("input", fields.value("input")), caller)) {
      ObjectNode one = data.addObject().put("index", data.size() - 1).put("label", "reward");
      one.putArray("probs").add(reward);
      one.put("num_classes", 1);
    }
    return json;
  }

  /** {@code POST /v1/embeddings} as verl asks SGLang for a reward. */
  static JsonNode embeddings(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    ObjectNode json = answer(caller, "list");
    ArrayNode data = json.putArray("data");
    for (double reward : rewards(transcripts("input", fields.value("input")), caller)) {
      ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      one.putArray("embedding").add(reward);
    }
    return json;
  }

  static ObjectNode answer(Caller caller, String object) {
    return Json.object()
        .put("object", object)
        .put("model", "judge-" + caller.desk().current().version());
  }

  private static List<Transcript> transcripts(String name, JsonNode value) {
    List<String> texts = value.isTextual() ? List.of(value.asText()) : Fields.texts(name, value);
    if (texts.isEmpty()) {
      throw Refusal.badRequest(
          "field '" + name + "' is " + OneLine.of(value) + ", must hold a text");
    }
    return texts.stream().map(Transcript::of).toList();
  }

  /** The rewards of samples; those of one prompt are compared with each other. */
  private static List<Double> rewards(List<Transcript> samples, Caller caller) {
    Map<String, List<Integer>> prompts = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      prompts.computeIfAbsent(samples.get(i).prompt(), p -> new ArrayList<>()).add(i);
    }
    Double[] rewards = new Double[samples.size()];
    prompts.forEach(
        (prompt, own) -> {
          List<String> responses = own.stream().map(i -> samples.get(i).response()).toList();
          Conversation asked = Conversation.ofUser(prompt);
          List<Double> some =
              own.size() == 1
                  ? List.of(one(asked, responses.get(0), caller))
                  : caller.rewards(asked, responses);
          for (int i = 0; i < own.size(); i++) {
            rewards[own.get(i)] = some.get(i);
          }
        });
    return List.of(rewards);
  }

  private static double one(Conversation prompt, String response, Caller caller) {
    return caller.cohorts().reward(prompt, prompt, response, Optional.empty(), caller);
  }
}
