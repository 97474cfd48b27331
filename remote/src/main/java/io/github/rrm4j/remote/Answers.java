package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;

/** What all dialects check in an answer. */
final class Answers {

  /** Log-probs at which servers cut off what is not finite. */
  private static final double FLOOR = -9000;

  private Answers() {}

  /** An array of numbers. */
  static JsonNode array(JsonNode answer, String pointer) throws BadAnswer {
    JsonNode node = answer.at(pointer);
    if (!node.isArray()) {
      throw new BadAnswer("the answer has no list at " + pointer + ", but " + OneLine.of(node));
    }
    return node;
  }

  /** Token ids. */
  static int[] ids(JsonNode array) throws BadAnswer {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      if (!array.get(i).isIntegralNumber()) {
        throw new BadAnswer("a token is " + OneLine.of(array.get(i)) + ", must be an id");
      }
      ids[i] = array.get(i).intValue();
    }
    return ids;
  }

  /** A log-prob in nats. Servers write what is not finite as null, NaN or -9999. */
  static float logprob(JsonNode node, int at) throws BadAnswer {
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value <= 1e-3 && value > FLOOR)) {
      throw new BadAnswer(
          Text.format(
              "the log-prob of token %d is %s, must be a finite number, at most 0",
              at, OneLine.of(node)));
    }
    return (float) Math.min(0, value);
  }
}
