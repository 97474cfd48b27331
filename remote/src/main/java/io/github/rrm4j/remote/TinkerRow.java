package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.TokenSequence;
import java.util.stream.IntStream;

/**
 * A row of a forward and backward pass at a service. Arrays are by completion token.
 *
 * @param weights factor of each token's loss
 * @param advantages of each token; empty for a loss that has none
 * @param logprobs nats, under which each token's ratio is taken; empty for a loss that has none
 */
public record TinkerRow(
    TokenSequence sequence, float[] weights, float[] advantages, float[] logprobs) {

  /** Positions that are passed through the model: all but the last token. */
  int positions() {
    return sequence.length() - 1;
  }

  /**
   * As the protocol has it: targets are the input shifted by one, and every array is as long as the
   * input, with zeros where the prompt is predicted.
   */
  ObjectNode json() {
    int[] ids = ids();
    ObjectNode datum = Json.object();
    datum.set("model_input", TinkerDialect.prompt(ids, positions()));
    ObjectNode inputs = datum.putObject("loss_fn_inputs");
    ArrayNode targets = inputs.putObject("target_tokens").putArray("data");
    for (int i = 1; i < ids.length; i++) {
      targets.add(ids[i]);
    }
    put(inputs, "weights", weights);
    if (advantages.length > 0) {
      put(inputs, "advantages", advantages);
      put(inputs, "logprobs", logprobs);
    }
    return datum;
  }

  private int[] ids() {
    return IntStream.concat(IntStream.of(sequence.prompt()), IntStream.of(sequence.completion()))
        .toArray();
  }

  private void put(ObjectNode inputs, String name, float[] values) {
    ArrayNode data = inputs.putObject(name).putArray("data");
    for (int i = 1; i < sequence.prompt().length; i++) {
      data.add(0f);
    }
    for (float value : values) {
      data.add(value);
    }
  }
}
