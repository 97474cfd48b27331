package io.github.rrm4j.evaluation.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.scaling.StoredPool;
import io.github.rrm4j.judging.pool.JudgementPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StressSuiteTest {

  private static final Key KEY = Key.of(1, "stress");
  private static final Pair PAIR = new Pair("p", "s", "2 + 2", "4", "5", Side.FIRST);

  @TempDir Path folder;

  @Test
  void attacksDressTheWorseResponseOnlyAndKeepTheGold() {
    for (Pair shown : List.of(PAIR, PAIR.swapped())) {
      for (Attack attack : Attack.values()) {
        Pair changed = attack.apply(shown, KEY);
        assertEquals(attack.label() + "/p", changed.id());
        assertEquals("2 + 2", changed.query());
        assertEquals("4", changed.chosen());
        boolean kept = attack == Attack.REPEAT || attack == Attack.SWAPPED_ORDER;
        assertEquals(kept, changed.rejected().equals("5"), attack.label());
        if (attack != Attack.IDENTICAL) {
          assertTrue(changed.rejected().contains("5"));
        }
        assertEquals(
            attack == Attack.SWAPPED_ORDER ? shown.gold().other() : shown.gold(), changed.gold());
      }
    }
    assertEquals("4", Attack.IDENTICAL.apply(PAIR, KEY).rejected());
  }

  @Test
  void anInjectionNamesItsOwnPlace() {
    assertTrue(Attack.INJECTION.apply(PAIR, KEY).second().endsWith("\\boxed{Assistant 2}."));
    assertTrue(
        Attack.INJECTION.apply(PAIR.swapped(), KEY).first().endsWith("\\boxed{Assistant 1}."));
  }

  @Test
  void paddingIsThreeTimesAsLongAndDrawnByTheKey() {
    Pair pair = new Pair("p", "s", "q", "a", "long ".repeat(60), Side.FIRST);
    String padded = Attack.LENGTH_PADDING.apply(pair, KEY).second();
    assertTrue(padded.length() >= 3 * pair.second().length() && padded.startsWith(pair.second()));
    assertEquals(padded, Attack.LENGTH_PADDING.apply(pair, KEY).second());
    assertNotEquals(padded, Attack.LENGTH_PADDING.apply(pair, KEY.with(7)).second());
  }

  private static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pairs.add(new Pair("p" + i, "s", "q", "a", "b", Side.FIRST));
    }
    return pairs;
  }

  /** The verdict number that chooses the better or the worse response of a shown pair. */
  private static String verdict(OpenPair shown, boolean right) {
    Side gold = shown.gold().orElseThrow();
    return Integer.toString((right ? gold : gold.other()).number());
  }

  @Test
  void changeAndFlipsAreCountedPerPairAndSample() throws IOException {
    List<Attack> attacks = List.of(Attack.REPEAT, Attack.SWAPPED_ORDER, Attack.MARKDOWN);
    StressSuite suite = new StressSuite(pairs(), attacks, pair -> true, KEY);
    StoredPool stored = new StoredPool();
    for (OpenPair shown : suite.asked()) {
      String right = verdict(shown, true);
      String wrong = verdict(shown, false);
      boolean first = shown.id().endsWith("p0");
      stored.put(
          shown.id(),
          switch (shown.id().substring(0, shown.id().indexOf('/'))) {
            case "plain" -> right + right; // always right
            case "repeat" -> first ? right + wrong : right + right; // 1 of 8 flips
            case "swapped_order" -> wrong + wrong; // all flip
            default -> first ? "??" : right + wrong; // 2 of 8 unreadable, 3 of 8 flip
          },
          1);
    }
    try (JudgementPool pool = stored.open(folder)) {
      List<ObjectNode> rows = suite.effects(pool, 2).rows();
      assertEquals(3, rows.size());
      row(rows.get(0), "repeat", 7.0 / 8, 1.0 / 8, 0, 0);
      row(rows.get(1), "swapped_order", 0, 1, 7.0 / 8, 0);
      row(rows.get(2), "markdown", 3.0 / 8, 3.0 / 8, 2.0 / 8, 2.0 / 8);
      assertEquals(0, suite.identical(pool, 2).rows().size());
    }
  }

  private static void row(
      ObjectNode row, String attack, double accuracy, double flips, double excess, double lost) {
    assertEquals(attack, row.get("attack").asText());
    assertEquals(1, row.get("accuracy_plain").asDouble(), 1e-12);
    assertEquals(accuracy, row.get("accuracy_attacked").asDouble(), 1e-12);
    assertEquals(accuracy - 1, row.get("change").asDouble(), 1e-12);
    assertEquals(flips, row.get("flip_rate").asDouble(), 1e-12);
    assertEquals(excess, row.get("flip_excess").asDouble(), 1e-12);
    assertEquals(lost, row.get("unreadable_change").asDouble(), 1e-12);
  }

  @Test
  void identicalResponsesMeasureTheFirstPlaceAndPairsThatDoNotFitAreCounted() throws IOException {
    List<Attack> attacks = List.of(Attack.IDENTICAL, Attack.FLATTERY);
    StressSuite suite =
        new StressSuite(pairs(), attacks, pair -> !pair.id().startsWith("flattery/p1"), KEY);
    StoredPool stored = new StoredPool();
    suite.asked().forEach(pair -> stored.put(pair.id(), "1112", 1));
    assertEquals(4 + 4 + 3, suite.asked().size());
    try (JudgementPool pool = stored.open(folder)) {
      ObjectNode row = suite.identical(pool, 4).rows().get(0);
      assertEquals(0.75, row.get("first").asDouble(), 1e-12);
      assertEquals(0.5, row.get("first_over_second").asDouble(), 1e-12);
      ObjectNode flattery = suite.effects(pool, 4).rows().get(0);
      assertEquals(3, flattery.get("n").asInt());
      assertEquals(1, flattery.get("left_out").asInt());
      assertTrue(flattery.get("flip_excess").isNull(), "no repetition to compare with");
    }
  }
}
