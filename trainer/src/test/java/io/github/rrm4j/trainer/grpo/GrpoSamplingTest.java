package io.github.rrm4j.trainer.grpo;

import static io.github.rrm4j.trainer.grpo.MiniatureStage.ALIKE;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.APART;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.settings;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rewards.judge.RewardFunction.Weights;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StepReport;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a step asks about, and how often. */
class GrpoSamplingTest {

  @TempDir static Path folder;

  private MiniatureStage tiny;

  @BeforeEach
  void open() {
    tiny = new MiniatureStage(folder);
  }

  @AfterEach
  void close() {
    tiny.close();
  }

  @Test
  void bothOrdersOfAPairStandSideBySide() {
    GrpoSettings.Batch batch =
        new GrpoSettings.Batch(4, 8, 2, 8, PairOrders.TWO_GROUPS, GrpoSettings.Refill.NONE);
    RewardFunction consistent =
        new RewardFunction(APART, new Weights(1, 1, 0, 0, 0), false, LengthRule.NONE);
    Stage stage =
        tiny.stage(
            with(batch, settings(8, 2, 8, 0)), consistent, new Sampling(1, 4), 20, Watch.NOTHING);
    StepReport report = stage.step(0);
    assertEquals(16, report.rollouts().size());
    assertEquals(0.5, report.metrics().get("gold/first_frac"));
    assertEquals(0, report.metrics().get("reward/part/consistency"));
    Set<String> pairs = new LinkedHashSet<>();
    for (int p = 0; p < 8; p += 2) {
      ObjectNode one = report.rollouts().get(2 * p);
      ObjectNode other = report.rollouts().get(2 * p + 2);
      assertEquals(one.get("pair"), other.get("pair"));
      assertTrue(!one.get("gold").equals(other.get("gold")));
      pairs.add(one.get("pair").asText());
    }
    assertEquals(4, pairs.size());
  }

  @Test
  void halfOfAGroupSeesEachOrder() {
    GrpoSettings.Batch batch =
        new GrpoSettings.Batch(4, 4, 4, 2, PairOrders.ONE_GROUP, GrpoSettings.Refill.NONE);
    Stage stage = tiny.stage(with(batch, settings(4, 4, 2, 0)), APART, 12);
    StepReport report = stage.step(0);
    assertEquals(16, report.rollouts().size());
    assertEquals(4, report.metrics().get("group/sampled"));
    assertEquals(0.5, report.metrics().get("gold/first_frac"));
    Set<String> pairs = new LinkedHashSet<>();
    for (int g = 0; g < 16; g += 4) {
      List<ObjectNode> group = report.rollouts().subList(g, g + 4);
      assertEquals(1, group.stream().map(one -> one.get("pair")).distinct().count());
      Pair pair = pair(group.get(0).get("pair").asText());
      Pair shown =
          group.get(0).get("gold").asText().equals(Word.of(pair.gold())) ? pair : pair.swapped();
      for (int i = 0; i < 4; i++) {
        Pair seen = i < 2 ? shown : shown.swapped();
        assertEquals(Word.of(seen.gold()), group.get(i).get("gold").asText());
        String text = Text.format("Assistant 1: %s\nAssistant 2: %s", seen.first(), seen.second());
        assertTrue(group.get(i).get("prompt").asText().contains(text), text);
      }
      double sum = group.stream().mapToDouble(one -> one.get("advantage").asDouble()).sum();
      assertEquals(0, sum, 1e-9);
      pairs.add(pair.id());
    }
    assertEquals(4, pairs.size());
    assertEquals(
        16, report.rollouts().stream().map(one -> one.get("completion")).distinct().count());
  }

  @Test
  void bothOrdersOfAGroupHaveOneTarget() {
    GrpoSettings.Batch batch =
        new GrpoSettings.Batch(4, 8, 2, 8, PairOrders.ONE_GROUP, GrpoSettings.Refill.NONE);
    RewardFunction target =
        new RewardFunction(
            ALIKE, Weights.VERDICT, false, new TargetLength(TargetLength.Kind.EXACT, 0.1, 0, 3, 9));
    StepReport report =
        tiny.stage(with(batch, settings(8, 2, 8, 0)), target, new Sampling(1, 4), 20, Watch.NOTHING)
            .step(0);
    for (int g = 0; g < 16; g += 2) {
      assertEquals(
          report.rollouts().get(g).get("thinking_target"),
          report.rollouts().get(g + 1).get("thinking_target"));
    }
  }

  @Test
  void groupsOfBothOrdersAreDroppedAndDrawnAsWhole() {
    GrpoSettings.Batch refilled =
        new GrpoSettings.Batch(4, 4, 2, 2, PairOrders.ONE_GROUP, new GrpoSettings.Refill(true, 5));
    StepReport report = tiny.stage(with(refilled, settings(4, 2, 2, 0)), APART, 12).step(0);
    assertEquals(4, report.metrics().get("group/trained"));
    double sampled = report.metrics().get("group/sampled");
    assertTrue(sampled > 4 && sampled < 24 && sampled % 4 == 0, sampled + " groups");
    assertEquals(2 * sampled, report.rollouts().size());
    assertEquals(0.5, report.metrics().get("gold/first_frac"));
  }

  @Test
  void groupsWithoutSignalAreDroppedAndOthersDrawn() {
    GrpoSettings plain = settings(8, 2, 4, 0);
    double without = tiny.stage(plain, APART, 12).step(0).metrics().get("group/no_signal_frac");
    assertTrue(without > 0.1 && without < 0.9, without + " have no signal");
    tiny.reopen();
    GrpoSettings.Batch refilled =
        new GrpoSettings.Batch(4, 8, 2, 4, PairOrders.ONE, new GrpoSettings.Refill(true, 5));
    StepReport report = tiny.stage(with(refilled, plain), APART, 12).step(0);
    assertEquals(8, report.metrics().get("group/trained"));
    double sampled = report.metrics().get("group/sampled");
    assertTrue(sampled > 8 && sampled < 48 && sampled % 8 == 0, sampled + " groups");
    report.rollouts().stream()
        .filter(rollout -> rollout.get("trained").asBoolean())
        .forEach(rollout -> assertTrue(rollout.get("advantage").asDouble() != 0));
    tiny.reopen();
    GrpoSettings.Batch capped =
        new GrpoSettings.Batch(4, 8, 2, 4, PairOrders.ONE, new GrpoSettings.Refill(true, 0));
    Map<String, Double> metrics = tiny.stage(with(capped, plain), APART, 12).step(0).metrics();
    assertEquals(8, metrics.get("group/sampled"));
    assertEquals(Math.round(8 * (1 - without)), metrics.get("group/trained"));
  }

  @Test
  void theLimitFollowsItsCurriculum() {
    Stage stage =
        tiny.stage(
            with(new MaxTokensSchedule(4, 12, 4), settings(4, 2, 4, 0)), APART, 12, 1_000_000);
    assertEquals(4, stage.step(0).metrics().get("len/completion_mean"));
    assertEquals(8, stage.step(2).metrics().get("len/completion_mean"));
    assertEquals(12, stage.step(9).metrics().get("len/limit"));
  }

  @Test
  void aTargetIsToldAndHeldTo() {
    RewardFunction target =
        new RewardFunction(
            ALIKE, Weights.VERDICT, false, new TargetLength(TargetLength.Kind.EXACT, 0.1, 0, 3, 9));
    StepReport report =
        tiny.stage(settings(8, 2, 8, 0), target, new Sampling(1, 12), 20, Watch.NOTHING).step(0);
    Set<Integer> targets = new LinkedHashSet<>();
    for (ObjectNode rollout : report.rollouts()) {
      int asked = rollout.get("thinking_target").asInt();
      targets.add(asked);
      assertTrue(rollout.get("prompt").asText().contains("Think for " + asked + " tokens."));
      int off = Math.abs(asked - rollout.get("thinking_tokens").asInt());
      assertEquals(-1 - 0.1 * off, rollout.get("reward").asDouble(), 1e-9);
    }
    assertTrue(targets.size() > 2, targets.toString());
  }

  @Test
  void aCoinDecidesWhichResponseIsPresentedFirst() {
    Stage stage = tiny.stage(settings(32, 2, 32, 0), ALIKE, 1);
    int first = 0;
    for (int step = 0; step < 4; step++) {
      for (ObjectNode rollout : stage.step(step).rollouts()) {
        Pair pair = pair(rollout.get("pair").asText());
        boolean goldFirst = rollout.get("gold").asText().equals("first");
        String shown =
            Text.format(
                "Assistant 1: %s\nAssistant 2: %s",
                goldFirst ? pair.chosen() : pair.rejected(),
                goldFirst ? pair.rejected() : pair.chosen());
        assertTrue(rollout.get("prompt").asText().contains(shown), rollout.toString());
        first += goldFirst ? 1 : 0;
      }
    }
    // 128 coins, each seen by the two rollouts of its pair
    assertTrue(first > 2 * 47 && first < 2 * 81, first + " of 256");
  }

  private static Pair pair(String id) {
    return MiniatureStage.WORLD.train().stream()
        .filter(p -> p.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyPairIsSeenOnceAnEpoch() {
    Stage stage = tiny.stage(settings(32, 2, 32, 0), ALIKE, 1);
    Set<String> seen = new LinkedHashSet<>();
    for (int step = 0; step < 2; step++) {
      stage.step(step).rollouts().forEach(rollout -> seen.add(rollout.get("pair").asText()));
    }
    assertEquals(64, seen.size());
  }
}
