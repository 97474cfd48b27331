package io.github.rrm4j.trainer.tinker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.optimizer.TokenLoss;
import java.util.ArrayList;
import java.util.List;

/**
 * The losses of the protocol, summed over tokens, as the service's documentation has them: {@code
 * weights} times the token's loss. Each target is a completion token of a row whose prompt is its
 * first token.
 */
final class ServiceLossDouble implements TokenLoss {

  /** A row as it was sent. */
  private record Row(
      TokenSequence sequence, float[] weights, float[] advantages, float[] old, JsonNode input) {}

  private final List<Row> rows = new ArrayList<>();

  /**
   * Takes the rows of a call.
   *
   * @return why they are refused, in the server's words; empty if they are not
   */
  String add(JsonNode input) {
    for (JsonNode datum : input.path("data")) {
      int[] tokens = ints(datum.at("/model_input/chunks/0/tokens"));
      JsonNode inputs = datum.path("loss_fn_inputs");
      int[] targets = ints(inputs.at("/target_tokens/data"));
      if (targets.length != tokens.length) {
        return "targets and inputs differ in length";
      }
      for (int i = 1; i < tokens.length; i++) {
        if (targets[i - 1] != tokens[i]) {
          return "targets are not the inputs shifted by one";
        }
      }
      boolean plain = input.path("loss_fn").asText().equals("cross_entropy");
      Row row =
          new Row(
              new TokenSequence(new int[] {tokens[0]}, targets),
              floats(inputs.at("/weights/data")),
              plain ? new float[targets.length] : floats(inputs.at("/advantages/data")),
              plain ? new float[targets.length] : floats(inputs.at("/logprobs/data")),
              input);
      if (row.weights().length != targets.length
          || row.advantages().length != targets.length
          || row.old().length != targets.length) {
        return "an array is not as long as the targets";
      }
      rows.add(row);
    }
    return "";
  }

  boolean empty() {
    return rows.isEmpty();
  }

  List<TokenSequence> sequences() {
    return rows.stream().map(Row::sequence).toList();
  }

  /** {@inheritDoc} Times the number of tokens, by which an update here divides. */
  @Override
  public NDArray sum(NDManager scope, NDArray logprobs, int[] of) {
    long tokens = rows.stream().mapToLong(row -> row.sequence().completion().length).sum();
    NDArray sum = scope.zeros(new Shape());
    long from = 0;
    for (int r : of) {
      Row row = rows.get(r);
      long to = from + row.weights().length;
      NDArray own = logprobs.get(from + ":" + to); // (targets)
      sum = sum.add(elementwise(scope, own, row).mul(scope.create(row.weights())).sum());
      from = to;
    }
    return sum.mul((float) tokens);
  }

  private static NDArray elementwise(NDManager scope, NDArray logprobs, Row row) {
    String name = row.input().path("loss_fn").asText();
    if (name.equals("cross_entropy")) {
      return logprobs.neg();
    }
    NDArray ratio = logprobs.sub(scope.create(row.old())).exp();
    NDArray advantages = scope.create(row.advantages());
    NDArray surrogate = ratio.mul(advantages);
    if (name.equals("ppo")) {
      JsonNode config = row.input().path("loss_fn_config");
      double low = config.path("clip_low_threshold").asDouble(0.8);
      double high = config.path("clip_high_threshold").asDouble(1.2);
      surrogate = surrogate.minimum(ratio.clip(low, high).mul(advantages));
    }
    return surrogate.neg();
  }

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }
}
