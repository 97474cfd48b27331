package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.util.Arrays;

/**
 * llama.cpp's {@code llama-server}, {@code /completion} with token ids. Probabilities are asked for
 * after temperature and candidates, as they are drawn.
 */
final class LlamaCppDialect implements Dialect {

  @Override
  public String path() {
    return "/completion";
  }

  @Override
  public ObjectNode body(Asked asked) {
    ObjectNode body = Json.object();
    ArrayNode prompt = body.putArray("prompt");
    Arrays.stream(asked.prompt()).forEach(prompt::add);
    body.put("n_predict", asked.maxTokens())
        .put("temperature", asked.temperature())
        .put("top_k", asked.candidates().topK())
        .put("top_p", asked.candidates().topP())
        .put("min_p", asked.candidates().minP())
        .put("typical_p", 1.0)
        .put("repeat_penalty", 1.0)
        .put("presence_penalty", 0.0)
        .put("frequency_penalty", 0.0)
        .put("dry_multiplier", 0.0)
        .put("xtc_probability", 0.0)
        .put("dynatemp_range", 0.0)
        .put("mirostat", 0)
        .put("seed", asked.seed())
        .put("n_probs", 1)
        .put("post_sampling_probs", true)
        .put("return_tokens", true)
        .put("cache_prompt", true)
        .put("stream", false);
    ArrayNode samplers = body.putArray("samplers");
    samplers.add("temperature").add("top_k").add("top_p").add("min_p");
    return body;
  }

  @Override
  public Drawn read(JsonNode answer, Asked asked) throws BadAnswer {
    String stop = answer.path("stop_type").asText();
    if (!stop.equals("eos") && !stop.equals("limit")) {
      throw new BadAnswer("stop_type is " + OneLine.quoted(stop) + ", must be eos or limit");
    }
    int[] tokens = Answers.ids(Answers.array(answer, "/tokens"));
    // left out where it would be empty: every token ended inside a character, or there was none
    JsonNode drawn =
        answer.has("completion_probabilities")
            ? Answers.array(answer, "/completion_probabilities")
            : Json.list();
    int[] ids = new int[drawn.size()];
    float[] nats = new float[drawn.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode one = drawn.get(i);
      double probability = one.path("prob").asDouble(Double.NaN);
      if (!one.path("id").isIntegralNumber() || !(probability > 0 && probability <= 1.001)) {
        throw new BadAnswer(
            "token " + i + " is " + OneLine.of(one) + ", must have an id and a probability");
      }
      ids[i] = one.path("id").intValue();
      nats[i] = (float) Math.min(0, Math.log(probability));
    }
    return new Drawn(tokens, aligned(tokens, ids, nats));
  }

  /**
   * The log-prob of each token. Of a token that ends inside a character the server gives none; such
   * a one is NaN, and so is one that could be either.
   */
  static float[] aligned(int[] tokens, int[] ids, float[] nats) throws BadAnswer {
    int[] fromLeft = new int[tokens.length];
    int[] fromRight = new int[tokens.length];
    int left = 0;
    for (int t = 0; t < tokens.length; t++) {
      fromLeft[t] = left < ids.length && ids[left] == tokens[t] ? left++ : -1;
    }
    int right = ids.length;
    for (int t = tokens.length - 1; t >= 0; t--) {
      fromRight[t] = right > 0 && ids[right - 1] == tokens[t] ? --right : -1;
    }
    if (left < ids.length || right > 0) {
      throw new BadAnswer("completion_probabilities has tokens that tokens does not have");
    }
    float[] all = new float[tokens.length];
    for (int t = 0; t < tokens.length; t++) {
      all[t] = fromLeft[t] >= 0 && fromLeft[t] == fromRight[t] ? nats[fromLeft[t]] : Float.NaN;
    }
    return all;
  }

  @Override
  public int positions(Server server, String model) throws BadAnswer {
    return server.get("/props").at("/default_generation_settings/n_ctx").asInt(Integer.MAX_VALUE);
  }
}
