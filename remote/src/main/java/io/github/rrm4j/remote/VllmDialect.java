package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * vLLM's {@code /v1/completions} with token ids (0.22 or newer), started with {@code
 * --logprobs-mode processed_logprobs}, so that log-probs are those of the distribution that is
 * drawn from.
 */
final class VllmDialect implements Dialect {

  @Override
  public String path() {
    return "/v1/completions";
  }

  @Override
  public ObjectNode body(Asked asked) {
    ObjectNode body =
        Json.object()
            .put("model", asked.model())
            .put("max_tokens", asked.maxTokens())
            .put("n", 1)
            .put("seed", asked.seed())
            .put("logprobs", 0)
            .put("return_token_ids", true)
            .put("ignore_eos", false)
            .put("stream", false)
            // new for each version of the weights, so that no cached prompt of another is used
            .put("cache_salt", asked.version().isEmpty() ? asked.model() : asked.version());
    ArrayNode prompt = body.putArray("prompt");
    Arrays.stream(asked.prompt()).forEach(prompt::add);
    Dialect.putSampling(asked, body);
    return body;
  }

  @Override
  public Drawn read(JsonNode answer, Asked asked) throws BadAnswer {
    JsonNode choice = answer.at("/choices/0");
    String finish = choice.path("finish_reason").asText();
    if (!finish.equals("stop") && !finish.equals("length")) {
      throw new BadAnswer(
          "finish_reason is " + OneLine.quoted(finish) + ", must be stop or length");
    }
    JsonNode prompt = choice.path("prompt_token_ids");
    if (prompt.isArray() && !Arrays.equals(Answers.ids(prompt), asked.prompt())) {
      throw new BadAnswer("the server changed the prompt's tokens");
    }
    int[] tokens = Answers.ids(Answers.array(choice, "/token_ids"));
    JsonNode logprobs = Answers.array(choice, "/logprobs/token_logprobs");
    if (logprobs.size() != tokens.length) {
      throw new BadAnswer(
          "there are " + tokens.length + " tokens and " + logprobs.size() + " log-probs");
    }
    float[] nats = new float[tokens.length];
    for (int i = 0; i < nats.length; i++) {
      nats[i] = Answers.logprob(logprobs.get(i), i);
    }
    return new Drawn(tokens, nats);
  }

  @Override
  public Optional<String> adapters() {
    return Optional.of("/v1/");
  }

  /**
   * Needs {@code VLLM_SERVER_DEV_MODE=1}. Calls that are open end first; the server goes on whether
   * it took the weights or not.
   */
  @Override
  public void reload(Server server, String folder, String version) throws BadAnswer {
    ObjectNode reload = Json.object().put("method", "reload_weights");
    reload.putObject("kwargs").put("weights_path", folder).put("is_checkpoint_format", true);
    server.tell("/pause?mode=wait", Json.object());
    try {
      server.tell("/collective_rpc", reload);
      server.tell("/reset_prefix_cache", Json.object());
    } catch (BadAnswer e) {
      try {
        server.tell("/resume", Json.object());
      } catch (BadAnswer stillPaused) {
        throw new BadAnswer(e.getMessage() + "; and it stays paused: " + stillPaused.getMessage());
      }
      throw e;
    }
    server.tell("/resume", Json.object());
  }

  @Override
  public boolean serves(Server server, String name) throws BadAnswer {
    for (JsonNode one : Answers.array(server.get("/v1/models"), "/data")) {
      if (one.path("id").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int positions(Server server, String model) throws BadAnswer {
    List<String> served = new ArrayList<>();
    for (JsonNode one : Answers.array(server.get("/v1/models"), "/data")) {
      if (one.path("id").asText().equals(model)) {
        return one.path("max_model_len").asInt(Integer.MAX_VALUE);
      }
      served.add(one.path("id").asText());
    }
    throw new BadAnswer(
        "it does not serve the model "
            + OneLine.quoted(model)
            + ", but "
            + OneLine.of(String.join(", ", served)));
  }
}
