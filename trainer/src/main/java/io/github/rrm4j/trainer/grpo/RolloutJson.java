package io.github.rrm4j.trainer.grpo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Rollout.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The completions of a prompt as JSON, and back, without loss. */
public final class RolloutJson {

  /** A log-prob must come back with the bits that it had: no way over a double. */
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private RolloutJson() {}

  /** Completions of one prompt. */
  public static ArrayNode of(List<Rollout> rollouts) {
    ArrayNode samples = JSON.createArrayNode();
    for (Rollout rollout : rollouts) {
      ObjectNode sample = samples.addObject();
      sample.set("tokens", ids(rollout.sequence().completion()));
      ArrayNode logprobs = sample.putArray("logprobs");
      for (float logprob : rollout.logprobs()) {
        if (Float.isNaN(logprob)) {
          logprobs.addNull(); // a forced token, or one that a server gave no log-prob of
        } else {
          logprobs.add(logprob);
        }
      }
      sample.put("finish", Word.of(rollout.finish()));
      rollout
          .forced()
          .ifPresent(span -> sample.set("forced", ids(new int[] {span.from(), span.to()})));
    }
    return samples;
  }

  /** Token ids. */
  public static ArrayNode ids(int[] values) {
    ArrayNode array = JSON.createArrayNode();
    IntStream.of(values).forEach(array::add);
    return array;
  }

  /** Token ids, back. */
  public static int[] ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /** A line whose numbers keep their digits. */
  public static JsonNode parse(String line) throws JsonProcessingException {
    return JSON.readTree(line);
  }

  /**
   * What {@link #of} wrote.
   *
   * @param samples of a line that {@link #parse} read
   * @throws IllegalArgumentException if it is something else
   */
  public static List<Rollout> read(int[] prompt, JsonNode samples) {
    List<Rollout> rollouts = new ArrayList<>();
    for (JsonNode sample : samples) {
      rollouts.add(rollout(prompt, sample));
    }
    return List.copyOf(rollouts);
  }

  private static Rollout rollout(int[] prompt, JsonNode sample) {
    int[] tokens = ids(sample.required("tokens"));
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
}
