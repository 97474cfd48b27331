package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.statistics.Calibration.Answer;
import io.github.rrm4j.statistics.ConfidenceMap.Isotonic;
import io.github.rrm4j.statistics.ConfidenceMap.Temperature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfidenceMapTest {

  /** So many answers of a confidence, of which some are right. */
  private static List<Answer> answers(double confidence, int right, int all) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      answers.add(new Answer(confidence, i < right));
    }
    return answers;
  }

  @Test
  void ofOneConfidenceTheTemperatureMakesItTheAccuracy() {
    // sigma(logit(0.9) / T) = 0.75: T = ln 9 / ln 3 = 2
    Temperature map = Temperature.fit(answers(0.9, 75, 100));
    assertEquals(2, map.temperature(), 1e-6);
    assertEquals(0.75, map.of(0.9), 1e-6);
    assertEquals(0.5, map.of(0.5), 1e-12);
    assertEquals(1 - map.of(0.9), map.of(0.1), 1e-12);
  }

  @Test
  void aTemperatureIsFoundAgain() {
    // Drawn with logits that are three times too large.
    Key key = Key.of(1, "calibration");
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double logit = 4 * key.uniform(2L * i);
      boolean right = key.uniform(2L * i + 1) < 1 / (1 + Math.exp(-logit / 3));
      answers.add(new Answer(1 / (1 + Math.exp(-logit)), right));
    }
    assertEquals(3, Temperature.fit(answers).temperature(), 0.15);
  }

  @Test
  void whoIsAlwaysRightHasNoInfiniteConfidence() {
    Temperature map = Temperature.fit(answers(1, 10, 10));
    assertTrue(map.of(1) > 0.999 && map.of(1) <= 1);
  }

  @Test
  void isotonicStepsPoolWhatFalls() {
    // 0.2: 1/2, 0.5: 1/4 and 0.6: 1/2 fall: (1 + 1 + 1) / (2 + 4 + 2); 0.9: 3/4
    List<Answer> answers = new ArrayList<>(answers(0.9, 3, 4));
    answers.addAll(answers(0.5, 1, 4));
    answers.addAll(answers(0.2, 1, 2));
    answers.addAll(answers(0.6, 1, 2));
    Isotonic map = Isotonic.fit(answers);
    assertEquals(List.of(0.2, 0.5, 0.6, 0.9), map.at());
    assertEquals(List.of(1.0 / 3, 1.0 / 3, 0.5, 0.75), map.share());
    assertEquals(1.0 / 3, map.of(0.1), 1e-12);
    assertEquals(0.75, map.of(1), 1e-12);
    assertEquals(0.625, map.of(0.75), 1e-12);
  }

  @Test
  void onlyRisingStepsAreSome() {
    assertThrows(
        IllegalArgumentException.class, () -> new Isotonic(List.of(0.1, 0.2), List.of(0.9, 0.8)));
    assertThrows(IllegalArgumentException.class, () -> new Isotonic(List.of(), List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Temperature(0));
  }
}
