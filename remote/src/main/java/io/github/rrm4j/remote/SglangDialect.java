package io.github.rrm4j.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import java.util.Arrays;
import java.util.Optional;

/** SGLang's own {@code /generate} with token ids. */
final class SglangDialect implements Dialect {

  @Override
  public String path() {
    return "/generate";
  }

  @Override
  public ObjectNode body(Asked asked) {
    ObjectNode body = Json.object();
    ArrayNode prompt = body.putArray("input_ids");
    Arrays.stream(asked.prompt()).forEach(prompt::add);
    ObjectNode sampling =
        body.putObject("sampling_params")
            .put("max_new_tokens", asked.maxTokens())
            .put("sampling_seed", asked.seed())
            .put("no_stop_trim", true);
    Dialect.putSampling(asked, sampling);
    body.put("return_logprob", true)
        .put("logprob_start_len", -1)
        .put("top_logprobs_num", 0)
        .put("stream", false);
    if (!asked.model().isEmpty()) {
      body.put("lora_path", asked.model());
    }
    return body;
  }

  @Override
  public Drawn read(JsonNode answer, Asked asked) throws BadAnswer {
    JsonNode finish = answer.at("/meta_info/finish_reason/type");
    if (!finish.asText().equals("stop") && !finish.asText().equals("length")) {
      throw new BadAnswer("finish_reason is " + OneLine.of(finish) + ", must be stop or length");
    }
    if (asked.model().isEmpty()) {
      checkVersion(answer.at("/meta_info/weight_version"), asked.version());
    }
    JsonNode drawn = Answers.array(answer, "/meta_info/output_token_logprobs");
    int[] tokens = new int[drawn.size()];
    float[] nats = new float[drawn.size()];
    for (int i = 0; i < tokens.length; i++) {
      JsonNode one = drawn.get(i);
      if (!one.path(1).isIntegralNumber()) {
        throw new BadAnswer("a token is " + OneLine.of(one) + ", must be [log-prob, id, ...]");
      }
      nats[i] = Answers.logprob(one.path(0), i);
      tokens[i] = one.path(1).intValue();
    }
    JsonNode ids = answer.path("output_ids");
    if (ids.isArray() && !Arrays.equals(Answers.ids(ids), tokens)) {
      throw new BadAnswer("output_ids are not the tokens of output_token_logprobs");
    }
    return new Drawn(tokens, nats);
  }

  /** A server that was started anew has the weights that it began with. */
  private static void checkVersion(JsonNode given, String version) throws BadAnswer {
    if (!version.isEmpty() && !given.isMissingNode() && !given.asText().equals(version)) {
      throw new BadAnswer(
          "it has the weights "
              + OneLine.of(given)
              + ", must have "
              + version
              + ", which it was sent");
    }
  }

  @Override
  public void reload(Server server, String folder, String version) throws BadAnswer {
    String path = "/update_weights_from_disk";
    String said =
        server.tell(
            path,
            Json.object()
                .put("model_path", folder)
                .put("flush_cache", true)
                .put("abort_all_requests", false)
                .put("weight_version", version));
    JsonNode answer;
    try {
      answer = Json.parse(said);
    } catch (JsonProcessingException e) {
      throw new BadAnswer(path + " answers " + OneLine.quoted(said));
    }
    if (!answer.path("success").asBoolean()) {
      throw new BadAnswer(path + ": " + OneLine.of(answer.path("message").asText("no success")));
    }
    checkVersion(server.get("/get_model_info").path("weight_version"), version);
  }

  @Override
  public Optional<String> adapters() {
    return Optional.of("/");
  }

  @Override
  public int positions(Server server, String model) throws BadAnswer {
    JsonNode info = server.get("/get_model_info");
    return info.path("max_model_len").asInt(info.path("context_length").asInt(Integer.MAX_VALUE));
  }
}
