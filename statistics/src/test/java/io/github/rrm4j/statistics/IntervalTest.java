package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {

  private static final Key KEY = Key.of(1, "interval");

  @Test
  void whatAllItemsSayIsNotProvedOfOthers() {
    // Wilson's upper end of 0 of 10 is z^2 / (10 + z^2) = 0.27754
    double w = new Proportion(0, 10).wilson(0.95).upper();
    assertEquals(0.277533, w, 1e-6);
    Interval point = new Interval(0.5, 0.5, IntervalMethod.BOOTSTRAP);
    Interval reach = point.orReach(10, 0, 1, 0.95);
    assertEquals(0.5 - 0.5 * w, reach.lower(), 1e-12);
    assertEquals(0.5 + 0.5 * w, reach.upper(), 1e-12);
    assertEquals(IntervalMethod.REACH, reach.method());
    Interval one = new Interval(1, 1, IntervalMethod.BOOTSTRAP).orReach(10, 0, 1, 0.95);
    assertEquals(new Proportion(10, 10).wilson(0.95).lower(), one.lower(), 1e-12);
    assertEquals(1, one.upper());
    Interval wide = new Interval(0.4, 0.6, IntervalMethod.BOOTSTRAP);
    assertEquals(wide, wide.orReach(10, 0, 1, 0.95));
  }

  @Test
  void everyIntervalSaysHowItWasMade() {
    assertEquals(IntervalMethod.WILSON, new Proportion(3, 7).wilson(0.95).method());
    assertEquals(IntervalMethod.EVERYTHING, new Proportion(0, 0).wilson(0.95).method());
    Ratio trials = Ratio.ofTrials(new Proportion(3, 7));
    assertEquals(IntervalMethod.WILSON, trials.wilson(0.95).method());
    assertEquals(IntervalMethod.WILSON, trials.interval(true, 0.95, KEY).method());
    Ratio pairs = new Ratio(List.of(new Ratio.Unit(1, 2), new Ratio.Unit(2, 2)));
    assertEquals(IntervalMethod.WILSON_EFFECTIVE, pairs.wilson(0.95).method());
    assertEquals(IntervalMethod.BOOTSTRAP, pairs.interval(true, 0.95, KEY).method());
    Ratio halves = new Ratio(Collections.nCopies(5, new Ratio.Unit(1, 2)));
    Interval wide = halves.interval(true, 0.95, KEY);
    assertEquals(IntervalMethod.REACH, wide.method());
    assertTrue(wide.lower() < 0.5 && wide.upper() > 0.5, wide.toString());
    assertEquals(
        IntervalMethod.STUDENT,
        MeanInterval.of(new double[] {1, 2}, 0.95).interval().get().method());
    assertEquals(IntervalMethod.WILSON, ItemMeans.shareInterval(new double[] {1, 1}).method());
    assertEquals(IntervalMethod.BOOTSTRAP, ItemMeans.shareInterval(new double[] {1, 0}).method());
    ObjectNode row = ItemMeans.putShare(Json.object(), "accuracy", new double[] {1, 1});
    assertEquals("wilson", row.get("accuracy_method").asText());
  }
}
