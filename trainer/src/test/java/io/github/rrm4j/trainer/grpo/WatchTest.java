package io.github.rrm4j.trainer.grpo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.trainer.grpo.Watch.Side;
import io.github.rrm4j.trainer.grpo.Watch.Threshold;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTest {

  @ParameterizedTest
  @CsvSource({
    "ABOVE, 0.5, 0.5, true",
    "ABOVE, 0.5, 0.49, false",
    "BELOW, 0.5, 0.5, false",
    "BELOW, 0.5, 0.49, true",
    "FAR, 0.3, -0.3, true",
    "FAR, 0.3, 0.3, true",
    "FAR, 0.3, -0.2, false"
  })
  void aThresholdHasItsSide(Side side, double limit, double value, boolean raised) {
    Map<String, Double> metrics = new LinkedHashMap<>(Map.of("m", value));
    Watch watch = new Watch(List.of(new Threshold("name", "m", side, limit)), false, 8);
    assertEquals(raised ? Set.of("name") : Set.of(), watch.alarms(metrics).keySet());
    assertEquals(raised ? 1 : 0, metrics.get("alarm/name"));
  }

  @Test
  void aMetricThatAStepLacksRaisesNothing() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    Watch watch = new Watch(List.of(new Threshold("kl", "kl/mean", Side.ABOVE, 0)), true, 8);
    assertEquals(Map.of(), watch.alarms(metrics));
    assertEquals(Map.of(), metrics);
  }

  @ParameterizedTest
  @CsvSource({"'1 2 3 4', 2, 0", "'1 2 1 2 1 2', 2, 0.6", "'5 5 5 5', 1, 0.75", "'1 2', 3, 0"})
  void repeatedNgramsByHand(String tokens, int n, double share) {
    int[] ids = List.of(tokens.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
    assertEquals(share, GroupMetrics.repeated(ids, n), 1e-12);
  }
}
