package io.github.rrm4j.judging.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.scalar.ScalarEvaluation.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalarEvaluationTest {

  private static Item item(String section, double chosen, double rejected) {
    Pair pair = new Pair(section + chosen, section, "q", "a", "b", Side.SECOND);
    return new Item(pair, chosen, rejected);
  }

  @Test
  void aPairIsOneJudgementAndATieIsNotRight() {
    JsonNode json =
        new ScalarEvaluation(
                List.of(item("x", 2, 1), item("x", 0, 3), item("y", 1, 1), item("y", 5, -1)))
            .toJson(7, "reward_model");
    assertEquals(0.5, json.get("accuracy").asDouble());
    assertEquals(4, json.get("n").asInt());
    assertEquals(0.25, json.get("tie_frac").asDouble());
    assertEquals((1 - 3 + 0 + 6) / 4.0, json.get("margin_mean").asDouble());
    // Wilson, 2 of 4: (0.5 + z^2/8 -+ z sqrt(1/16 + z^2/64)) / (1 + z^2/4), z = 1.959964
    assertEquals(0.15004, json.get("accuracy_low").asDouble(), 1e-4);
    assertEquals(0.84996, json.get("accuracy_high").asDouble(), 1e-4);
    assertEquals("scalar", json.get("mode").asText());
    assertEquals(0.5, json.get("sections").get("x").get("accuracy").asDouble());
    assertEquals(3, json.get("sections").get("y").get("margin_mean").asDouble());
  }
}
