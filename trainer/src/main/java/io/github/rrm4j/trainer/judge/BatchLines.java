package io.github.rrm4j.trainer.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.RolloutJson;
import io.github.rrm4j.trainer.grpo.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was sampled for a prompt as a line of {@code batches.jsonl}, and back: the pair as it was
 * presented, token ids and log-probs, without loss. Verdict, reward and advantage are not there:
 * they follow from it.
 */
public final class BatchLines {

  public static final String FILE = "batches.jsonl";

  private BatchLines() {}

  /**
   * The completions of a prompt before they are judged: a group, or half of one that has both
   * orders.
   *
   * @param target tokens of thinking that the prompt asked for
   * @param weights as {@link Group} has them
   */
  public record Sampled(
      Pair pair, OptionalInt target, List<Rollout> rollouts, OptionalLong weights) {}

  /** A line for each prompt of a group. */
  static List<ObjectNode> of(Group<JudgePrompt, JudgedAnswer> group) {
    Map<JudgePrompt, List<Rollout>> prompts = new LinkedHashMap<>();
    for (Sample<JudgedAnswer> sample : group.samples()) {
      prompts
          .computeIfAbsent(sample.answer().prompt(), prompt -> new ArrayList<>())
          .add(sample.rollout());
    }
    return prompts.entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue(), group.weights()))
        .toList();
  }

  private static ObjectNode of(JudgePrompt prompt, List<Rollout> rollouts, OptionalLong weights) {
    Pair pair = prompt.pair();
    ObjectNode json = Json.object();
    json.put("pair", pair.id())
        .put("section", pair.section())
        .put("query", pair.query())
        .put("first", pair.first())
        .put("second", pair.second())
        .put("gold", Word.of(pair.gold()));
    prompt.target().ifPresent(target -> json.put("target", target));
    json.set("prompt", RolloutJson.ids(rollouts.get(0).sequence().prompt()));
    weights.ifPresent(version -> json.put("weights_step", version));
    json.set("samples", RolloutJson.of(rollouts));
    return json;
  }

  /**
   * Reads a line.
   *
   * @param place of the line, for a message
   * @throws InvalidInput if it is not one that {@link #of} wrote
   */
  public static Sampled read(String line, String place) {
    try {
      JsonNode json = RolloutJson.parse(line);
      Pair pair =
          new Pair(
              json.required("pair").asText(),
              json.required("section").asText(),
              json.required("query").asText(),
              json.required("first").asText(),
              json.required("second").asText(),
              Side.valueOf(json.required("gold").asText().toUpperCase(Locale.ROOT)));
      int[] prompt = RolloutJson.ids(json.required("prompt"));
      List<Rollout> rollouts = RolloutJson.read(prompt, json.required("samples"));
      if (rollouts.isEmpty()) {
        throw new IllegalArgumentException("it has no samples");
      }
      JsonNode target = json.path("target");
      JsonNode version = json.path("weights_step");
      return new Sampled(
          pair,
          target.isInt() ? OptionalInt.of(target.asInt()) : OptionalInt.empty(),
          rollouts,
          version.isIntegralNumber() ? OptionalLong.of(version.asLong()) : OptionalLong.empty());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidInput(
          place
              + ": is no group of a batch ("
              + Json.reasonOf(e)
              + "), must be as the run wrote it; restore it",
          e);
    }
  }
}
