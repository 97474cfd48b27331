package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.remote.Server.Failure;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Completions of a service that speaks the Tinker protocol: {@code asample} of a sampling session,
 * which stands for the weights as they were when it was made.
 *
 * <p>Source: {@code skyrl.tinker.api} of SkyRL. The protocol has no min-p.
 */
final class TinkerDialect implements Dialect {

  private final TinkerCalls calls;
  private final AtomicLong asked = new AtomicLong();

  TinkerDialect(TinkerCalls calls) {
    this.calls = calls;
  }

  @Override
  public String path() {
    return TinkerCalls.API + "asample";
  }

  @Override
  public ObjectNode body(Asked call) {
    ObjectNode body =
        Json.object()
            .put("sampling_session_id", call.version())
            .put("seq_id", asked.incrementAndGet())
            .put("num_samples", 1);
    body.set("prompt", prompt(call.prompt(), call.prompt().length));
    ObjectNode params = body.putObject("sampling_params");
    params
        .put("max_tokens", call.maxTokens())
        .put("seed", call.seed())
        .put("temperature", call.temperature())
        .put("top_k", call.candidates().topK() == 0 ? -1 : call.candidates().topK())
        .put("top_p", call.candidates().topP());
    ArrayNode stops = params.putArray("stop");
    call.stops().forEach(stops::add);
    return body;
  }

  /** A model's input: the first ids of some. */
  static ObjectNode prompt(int[] ids, int length) {
    ObjectNode input = Json.object();
    ObjectNode chunk = input.putArray("chunks").addObject().put("type", "encoded_text");
    ArrayNode tokens = chunk.putArray("tokens");
    for (int i = 0; i < length; i++) {
      tokens.add(ids[i]);
    }
    return input;
  }

  @Override
  public JsonNode ask(Server server, Asked call) throws Failure, InterruptedException {
    return calls.awaited("asample", server.post(path(), body(call)));
  }

  @Override
  public Drawn read(JsonNode answer, Asked call) throws BadAnswer {
    JsonNode sequences = Answers.array(answer, "/sequences");
    if (sequences.size() != 1) {
      throw new BadAnswer("there are " + sequences.size() + " sequences, must be 1");
    }
    JsonNode sequence = sequences.get(0);
    String reason = sequence.path("stop_reason").asText();
    if (!reason.equals("stop") && !reason.equals("length")) {
      throw new BadAnswer(
          "stop_reason is "
              + OneLine.of(sequence.path("stop_reason"))
              + ", must be stop or length");
    }
    int[] tokens = Answers.ids(Answers.array(sequence, "/tokens"));
    JsonNode given = Answers.array(sequence, "/logprobs");
    if (given.size() != tokens.length) {
      throw new BadAnswer(
          Text.format("there are %d log-probs of %d tokens", given.size(), tokens.length));
    }
    float[] logprobs = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      logprobs[i] = Answers.logprob(given.get(i), i);
    }
    return new Drawn(tokens, logprobs);
  }

  /** {@inheritDoc} The protocol does not say. */
  @Override
  public int positions(Server server, String model) {
    return Integer.MAX_VALUE;
  }
}
