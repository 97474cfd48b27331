package io.github.rrm4j.evaluation.benchmark.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.benchmark.result.PublishedScore.Reading;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishedScoreTest {

  private static PublishedScore score(double share, OptionalInt n) {
    return new PublishedScore("judgebench", "overall", "x", share, n, "s", "2025");
  }

  @Test
  void everyScoreIsAFactWithASource() {
    List<PublishedScore> all = PublishedScore.all();
    assertTrue(all.size() > 90, "there are " + all.size());
    Set<String> names = new HashSet<>();
    for (PublishedScore one : all) {
      assertEquals(one.benchmark(), Benchmarks.named(one.benchmark()).name());
      assertTrue(one.score() > 0.2 && one.score() < 1, one.toString());
      assertTrue(one.source().startsWith("https://"), one.toString());
      assertTrue(one.date().matches("\\d{4}(-\\d{2}){0,2}"), one.toString());
      assertTrue(names.add(one.benchmark() + " " + one.judge()), "twice: " + one);
    }
  }

  @Test
  void scoresOfABenchmarkFall() {
    List<PublishedScore> scores = PublishedScore.of("rewardbench2");
    assertEquals("Skywork-Reward-V2-Llama-3.1-8B-40M", scores.get(0).judge());
    for (int i = 1; i < scores.size(); i++) {
      assertTrue(scores.get(i).score() <= scores.get(i - 1).score());
    }
  }

  @Test
  void aDifferenceIsNoiseWhereBothIntervalsReachFarEnough() {
    // Wilson of 50 of 100: 0.4038 to 0.5962. The ends that face each other: hypot(0.0962, 0.03).
    PublishedScore half = score(0.5, OptionalInt.of(100));
    double reach = Math.hypot(0.5 - 0.40383, 0.03);
    assertEquals(Reading.WITHIN_NOISE, half.against(own(0.5 - reach + 0.0005)));
    assertEquals(Reading.PUBLISHED_HIGHER, half.against(own(0.5 - reach - 0.0005)));
    assertEquals(Reading.OWN_HIGHER, half.against(own(0.5 + reach + 0.0005)));
  }

  private static Estimate own(double value) {
    return new Estimate(value, value - 0.03, value + 0.03, 1000);
  }

  @Test
  void aScoreOfUnknownSizeHasNoNoiseOfItsOwn() {
    PublishedScore bare = score(0.5, OptionalInt.empty());
    assertFalse(bare.estimate().bounded());
    assertEquals(Reading.WITHIN_NOISE, bare.against(own(0.471)));
    assertEquals(Reading.PUBLISHED_HIGHER, bare.against(own(0.469)));
  }

  @Test
  void ownStandsAtItsPlace() {
    Table table = PublishedScore.table("judgebench", "mine", own(0.63)).orElseThrow();
    assertEquals(7, table.rows().size());
    assertEquals("mine", table.rows().get(3).cells().get(0).shown());
    assertTrue(PublishedScore.table("miniature", "mine", own(0.63)).isEmpty());
    Table last = PublishedScore.table("judgebench", "mine", own(0.1)).orElseThrow();
    assertEquals("mine", last.rows().get(6).cells().get(0).shown());
  }
}
