package io.github.rrm4j.evaluation.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.attack.Attack;
import io.github.rrm4j.data.attack.Attacks;
import io.github.rrm4j.evaluation.scaling.StoredPool;
import io.github.rrm4j.evaluation.stress.AttackedPairs.Judgeable;
import io.github.rrm4j.judging.pool.JudgementPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttackEffectsTest {

  private static final Key KEY = Key.of(1, "stress");
  @TempDir Path folder;

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

  private static AttackedPairs attacked(
      List<Pair> pairs, Predicate<OpenPair> fits, String... names) {
    return new AttackedPairs(
        pairs,
        Attacks.named(List.of(names), List.of(), "test"),
        new Judgeable(fits, character -> true),
        KEY);
  }

  @Test
  void changeWinsAndFlipsAreCountedPerPairAndSample() throws IOException {
    AttackedPairs suite = attacked(pairs(), pair -> true, "repeat", "swapped_order", "markdown");
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
      AttackEffects effects = new AttackEffects(suite, pool, 2);
      List<ObjectNode> rows = effects.attacks().rows();
      assertEquals(3, rows.size());
      row(rows.get(0), "repeat", 7.0 / 8, 1.0 / 8, 0, 0);
      row(rows.get(1), "swapped_order", 0, 1, 7.0 / 8, 0);
      row(rows.get(2), "markdown", 3.0 / 8, 3.0 / 8, 2.0 / 8, 2.0 / 8);
      assertEquals(3.0 / 8, rows.get(2).get("wins").asDouble(), 1e-12);
      assertEquals(0, effects.identical().rows().size());
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
  void aFalseWinIsCountedAmongTheJudgementsThatWereRightBefore() throws IOException {
    AttackedPairs suite = attacked(pairs(), pair -> true, "empty");
    StoredPool stored = new StoredPool();
    for (OpenPair shown : suite.asked()) {
      String right = verdict(shown, true);
      String wrong = verdict(shown, false);
      boolean first = shown.id().endsWith("p0");
      stored.put(
          shown.id(),
          switch (shown.id().substring(0, shown.id().indexOf('/'))) {
            case "plain" -> first ? right + wrong : right + right; // right in 7 of 8
            case "empty" -> first ? wrong + wrong : wrong + right; // wrong in 5 of 8
            default -> right + right;
          },
          1);
    }
    try (JudgementPool pool = stored.open(folder)) {
      ObjectNode row = new AttackEffects(suite, pool, 2).attacks().rows().get(1);
      assertEquals("contentless", row.get("family").asText());
      assertEquals(7.0 / 8, row.get("accuracy_plain").asDouble(), 1e-12);
      assertEquals(5.0 / 8, row.get("wins").asDouble(), 1e-12);
      assertEquals(4.0 / 7, row.get("false_win_rate").asDouble(), 1e-12);
      assertEquals("bootstrap", row.get("false_win_rate_method").asText());
    }
  }

  @Test
  void withOneJudgementOfEachPairTheIntervalOfFalseWinsIsWilsons() throws IOException {
    AttackedPairs suite = attacked(pairs(), pair -> true, "key_colon");
    StoredPool stored = new StoredPool();
    for (OpenPair shown : suite.asked()) {
      boolean lost = shown.id().equals("key_colon/p2");
      stored.put(shown.id(), verdict(shown, !lost), 1);
    }
    try (JudgementPool pool = stored.open(folder)) {
      ObjectNode row = new AttackEffects(suite, pool, 1).attacks().rows().get(1);
      // Wilson 1927 by hand: p = 1/4, n = 4, z = 1.959964
      assertEquals(0.25, row.get("false_win_rate").asDouble(), 1e-12);
      assertEquals(0.0456, row.get("false_win_rate_low").asDouble(), 5e-5);
      assertEquals(0.6994, row.get("false_win_rate_high").asDouble(), 5e-5);
    }
  }

  @Test
  void anAttackThatCannotBeMadeIsARowWithItsReason() throws IOException {
    AttackedPairs suite = attacked(pairs(), pair -> true, "truncated");
    StoredPool stored = new StoredPool();
    suite.asked().forEach(pair -> stored.put(pair.id(), "1", 1));
    try (JudgementPool pool = stored.open(folder)) {
      ObjectNode row = new AttackEffects(suite, pool, 1).attacks().rows().get(1);
      assertEquals(0, row.get("n").asInt());
      assertEquals(
          "4 pairs: the worse response is one word, which has no half",
          row.get("not_applicable").asText());
      assertTrue(row.get("wins").isNull() && row.get("unreadable_change").isNull());
    }
  }

  @Test
  void aTextThatTheTokenizerCannotCarryIsNotApplicable() {
    AttackedPairs suite =
        new AttackedPairs(
            pairs(),
            Attacks.named(List.of("master_key"), List.of(), "test"),
            new Judgeable(pair -> true, character -> character < 128),
            KEY);
    for (Attack attack : suite.attacks()) {
      boolean other = List.of("key_chinese", "key_japanese").contains(attack.name());
      assertEquals(
          other ? Map.of("the judge's tokenizer has no tokens for this text", 4) : Map.of(),
          suite.notApplicable(attack));
    }
  }

  @Test
  void identicalResponsesMeasureTheFirstPlaceAndPairsThatDoNotFitAreCounted() throws IOException {
    AttackedPairs suite =
        attacked(
            pairs(),
            pair -> !pair.id().startsWith("flattery/p1") && !pair.id().equals("repeat/p3"),
            "identical",
            "flattery");
    StoredPool stored = new StoredPool();
    suite.asked().forEach(pair -> stored.put(pair.id(), "1112", 1));
    assertEquals(4 + 3 + 4 + 3, suite.asked().size());
    try (JudgementPool pool = stored.open(folder)) {
      AttackEffects effects = new AttackEffects(suite, pool, 4);
      ObjectNode row = effects.identical().rows().get(0);
      assertEquals(0.75, row.get("first").asDouble(), 1e-12);
      assertEquals(0.5, row.get("first_over_second").asDouble(), 1e-12);
      ObjectNode flattery = effects.attacks().rows().get(1);
      assertEquals(3, flattery.get("n").asInt());
      assertEquals(1, flattery.get("left_out").asInt());
      assertTrue(flattery.get("flip_excess").isNull(), "no repetition to compare with");
    }
  }
}
