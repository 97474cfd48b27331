package io.github.rrm4j.trainer.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Rollout.Span;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * What was sampled for a prompt as a line of {@code batches.jsonl}, and back: the pair as it was
 * presented, token ids and log-probs, without loss. Verdict, reward and advantage are not there:
 * they follow from it.
 */
public final class BatchLines {

  public static final String FILE = "batches.jsonl";

  /** A log-prob must come back with the bits that it had: no way over a double. */
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private BatchLines() {}

  /**
   * A group before its completions are judged.
   *
   * @param target tokens of thinking that the prompt asked for
   */
  public record Sampled(Pair pair, OptionalInt target, List<Rollout> rollouts) {}

  static ObjectNode of(Group<JudgePrompt, JudgedAnswer> group) {
    Pair pair = group.question().pair();
    List<Rollout> rollouts = group.samples().stream().map(Sample::rollout).toList();
    ObjectNode json = JSON.createObjectNode();
    json.put("pair", pair.id())
        .put("section", pair.section())
        .put("query", pair.query())
        .put("first", pair.first())
        .put("second", pair.second())
        .put("gold", Word.of(pair.gold()));
    group.question().target().ifPresent(target -> json.put("target", target));
    put(json, "prompt", rollouts.get(0).sequence().prompt());
    ArrayNode samples = json.putArray("samples");
    for (Rollout rollout : rollouts) {
      ObjectNode sample = samples.addObject();
      put(sample, "tokens", rollout.sequence().completion());
      ArrayNode logprobs = sample.putArray("logprobs");
      for (float logprob : rollout.logprobs()) {
        if (Float.isNaN(logprob)) {
          logprobs.addNull(); // a forced token
        } else {
          logprobs.add(logprob);
        }
      }
      sample.put("finish", Word.of(rollout.finish()));
      rollout.forced().ifPresent(span -> put(sample, "forced", new int[] {span.from(), span.to()}));
    }
    return json;
  }

  private static void put(ObjectNode json, String name, int[] values) {
    ArrayNode array = json.putArray(name);
    IntStream.of(values).forEach(array::add);
  }

  /**
   * Reads a line.
   *
   * @param place of the line, for a message
   * @throws InvalidInput if it is not one that {@link #of} wrote
   */
  public static Sampled read(String line, String place) {
    try {
      JsonNode json = JSON.readTree(line);
      Pair pair =
          new Pair(
              json.required("pair").asText(),
              json.required("section").asText(),
              json.required("query").asText(),
              json.required("first").asText(),
              json.required("second").asText(),
              Side.valueOf(json.required("gold").asText().toUpperCase(Locale.ROOT)));
      int[] prompt = ints(json.required("prompt"));
      List<Rollout> rollouts = new ArrayList<>();
      for (JsonNode sample : json.required("samples")) {
        rollouts.add(rollout(prompt, sample));
      }
      if (rollouts.isEmpty()) {
        throw new IllegalArgumentException("it has no samples");
      }
      JsonNode target = json.path("target");
      return new Sampled(
          pair,
          target.isInt() ? OptionalInt.of(target.asInt()) : OptionalInt.empty(),
          List.copyOf(rollouts));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidInput(
          place
              + ": is no group of a batch ("
              + Json.reasonOf(e)
              + "), must be as the run wrote it; restore it",
          e);
    }
  }

  private static Rollout rollout(int[] prompt, JsonNode sample) {
    int[] tokens = ints(sample.required("tokens"));
    JsonNode given = sample.required("logprobs");
    float[] logprobs = new float[given.size()];
    for (int i = 0; i < logprobs.length; i++) {
      logprobs[i] = given.get(i).isNull() ? Float.NaN : given.get(i).floatValue();
    }
    if (tokens.length == 0 || logprobs.length != tokens.length) {
      throw new IllegalArgumentException(
          tokens.length + " tokens have " + logprobs.length + " log-probs");
    }
    JsonNode forced = sample.path("forced");
    return new Rollout(
        new TokenSequence(prompt, tokens),
        logprobs,
        Finish.valueOf(sample.required("finish").asText().toUpperCase(Locale.ROOT)),
        forced.size() == 2
            ? Optional.of(new Span(forced.get(0).asInt(), forced.get(1).asInt()))
            : Optional.empty());
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
