package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.rollout.Sampling.Candidates;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a kind of server is sent and how its answers are read. Every sampling field is sent, since
 * servers put those of the model's generation_config.json in the place of missing ones.
 */
interface Dialect {

  /**
   * A completion that is asked for.
   *
   * @param model its name at the server
   * @param version of the weights that are to draw it; empty where none were sent
   * @param prompt token ids
   * @param maxTokens the longest completion, end-of-sequence token included
   * @param stops ids that end it
   * @param seed of its draws, 31 bits
   */
  record Asked(
      String model,
      String version,
      int[] prompt,
      int maxTokens,
      double temperature,
      Candidates candidates,
      SortedSet<Integer> stops,
      int seed) {}

  /**
   * A completion as a server gives it.
   *
   * @param tokens ids, the one that ended it included
   * @param logprobs nats, of each token under the distribution that it was drawn from; NaN where
   *     the server gives none
   */
  record Drawn(int[] tokens, float[] logprobs) {}

  /** The path that completions are asked for at. */
  String path();

  /** The body of the call. */
  ObjectNode body(Asked asked);

  /**
   * Makes the call.
   *
   * @throws Server.Failure if it may be made again
   */
  default JsonNode ask(Server server, Asked asked) throws Server.Failure, InterruptedException {
    return server.post(path(), body(asked));
  }

  /**
   * Reads an answer.
   *
   * @throws BadAnswer if it is not one, or the server broke off
   */
  Drawn read(JsonNode answer, Asked asked) throws BadAnswer;

  /**
   * The positions that the server has for a prompt and its completion; {@link Integer#MAX_VALUE}
   * where it does not say.
   *
   * @throws BadAnswer if the server does not serve the model
   */
  int positions(Server server, String model) throws BadAnswer;

  /**
   * Where a server is told of adapters, such as {@code /v1/}; empty where it takes none while it
   * runs.
   */
  default Optional<String> adapters() {
    return Optional.empty();
  }

  /**
   * Gives a server a PEFT adapter under a name.
   *
   * @param folder as the server sees it
   * @throws BadAnswer if it does not take it
   */
  default void load(Server server, String name, String folder) throws BadAnswer {
    ObjectNode body = Json.object().put("lora_name", name).put("lora_path", folder);
    server.tell(adapterPath("load_lora_adapter"), body);
  }

  /**
   * Takes an adapter away.
   *
   * @throws BadAnswer if it does not
   */
  default void unload(Server server, String name) throws BadAnswer {
    server.tell(adapterPath("unload_lora_adapter"), Json.object().put("lora_name", name));
  }

  /**
   * Puts other weights in the place of those that a server has, while it runs.
   *
   * @param folder a model folder as the server sees it
   * @param version what the weights are called
   * @throws BadAnswer if it does not take them
   */
  default void reload(Server server, String folder, String version) throws BadAnswer {
    throw new BadAnswer("it takes no weights while it runs");
  }

  private String adapterPath(String call) throws BadAnswer {
    if (adapters().isEmpty()) {
      throw new BadAnswer("it takes no adapters while it runs");
    }
    return adapters().get() + call;
  }

  /** Puts how tokens are drawn, in the words that vLLM and SGLang share. */
  static void putSampling(Asked asked, ObjectNode into) {
    into.put("temperature", asked.temperature())
        .put("top_p", asked.candidates().topP())
        .put("top_k", asked.candidates().topK() == 0 ? -1 : asked.candidates().topK())
        .put("min_p", asked.candidates().minP())
        .put("repetition_penalty", 1.0)
        .put("presence_penalty", 0.0)
        .put("frequency_penalty", 0.0)
        .put("skip_special_tokens", false);
    ArrayNode stops = into.putArray("stop_token_ids");
    asked.stops().forEach(stops::add);
  }

  /** Whether a server answers under a name now. */
  default boolean serves(Server server, String name) throws BadAnswer {
    return false;
  }

  /** That of a kind of server. */
  static Dialect of(RemoteSettings.Kind kind) {
    return switch (kind) {
      case VLLM -> new VllmDialect();
      case SGLANG -> new SglangDialect();
      case LLAMA_CPP -> new LlamaCppDialect();
    };
  }
}
