package io.github.rrm4j.trainer.grpo;

import static io.github.rrm4j.trainer.grpo.MiniatureStage.ALIKE;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.APART;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.settings;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.ThinkingBudget;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StepReport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One step of GRPO: what moves the weights, what does not, and what a step is a function of. */
class GrpoStageTest {

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
  void forcedTokensAreLeftOutAndTheRestIsTrainedOn() {
    Sampling budgeted = new Sampling(1, 12).within(new ThinkingBudget(4, 4, 7, new int[] {7}));
    Stage stage = tiny.stage(settings(8, 4, 8, 0.01), APART, budgeted, 1_000_000);
    Map<String, float[]> before = tiny.weights();
    StepReport report = stage.step(0);
    assertTrue(report.metrics().get("len/forced_frac") > 0.9, report.metrics().toString());
    report.metrics().forEach((name, value) -> assertTrue(Double.isFinite(value), name));
    assertTrue(report.metrics().get("logprob_diff/max") < 1e-3);
    assertTrue(report.taken());
    stage.step(1);
    assertTrue(TinyModel.distance(before, tiny.weights()) > 0);
  }

  @Test
  void aStepWithoutAnyUsefulGroupMovesNothing() {
    GrpoSettings.Batch dropped =
        new GrpoSettings.Batch(4, 4, 4, 2, PairOrders.ONE, new GrpoSettings.Refill(true, 2));
    Stage stage = tiny.stage(with(dropped, settings(4, 4, 2, 0.1)), ALIKE, 12);
    Map<String, float[]> before = tiny.weights();
    StepReport report = stage.step(0);
    assertEquals(12, report.metrics().get("group/sampled"));
    assertEquals(0, report.metrics().get("group/trained"));
    assertEquals(0, stage.info().optimizer().steps());
    assertEquals(0, TinyModel.distance(before, tiny.weights()));
  }

  @Test
  void inOneProcessEveryTokenHasTheImportanceOne() {
    GrpoSettings plain = settings(4, 4, 4, 0);
    GrpoSettings.Policy corrected =
        new GrpoSettings.Policy(
            plain.policy().term(),
            Aggregation.TOKEN,
            new Importance(Importance.Kind.TRUNCATE, 0, 2));
    Map<String, Double> metrics = tiny.stage(with(corrected, plain), APART, 12).step(0).metrics();
    assertEquals(1, metrics.get("importance/weight_mean"), 1e-4);
    assertEquals(0, metrics.get("importance/cut_frac"));
  }

  @Test
  void rolloutAndTrainerAgreeOnTheLogProbs() {
    Stage stage = tiny.stage(settings(8, 4, 2, 0), APART, 24);
    for (int step = 0; step < 2; step++) {
      Map<String, Double> metrics = stage.step(step).metrics();
      assertTrue(metrics.get("logprob_diff/mean") < 1e-5, metrics.toString());
      assertTrue(metrics.get("logprob_diff/max") < 1e-3, metrics.toString());
      assertTrue(metrics.get("logprob_diff/max") > 0, metrics.toString());
    }
  }

  @Test
  void aGapAboveTheLimitEndsTheRun() {
    Stage stage = tiny.stage(settings(2, 2, 2, 0, false, 0), APART, 24);
    String message = assertThrows(RuntimeException.class, () -> stage.step(0)).getMessage();
    assertTrue(message.startsWith("log-probs of rollout and trainer differ by "), message);
  }

  @Test
  void equalRewardsMoveNothing() {
    Stage stage = tiny.stage(settings(4, 4, 4, 0), ALIKE, 12);
    Map<String, float[]> before = tiny.weights();
    StepReport report = stage.step(0);
    assertEquals(1, report.metrics().get("group/no_signal_frac"));
    assertEquals(0, report.metrics().get("grad_norm"));
    report.rollouts().forEach(rollout -> assertEquals(0, rollout.get("advantage").asDouble()));
    before.forEach((name, values) -> assertArrayEquals(values, tiny.weights().get(name), name));
  }

  @Test
  void unequalRewardsMoveTheWeights() {
    Stage stage = tiny.stage(settings(4, 4, 4, 0), APART, 12);
    Map<String, float[]> before = tiny.weights();
    StepReport report = stage.step(0);
    assertTrue(report.metrics().get("group/no_signal_frac") < 1);
    assertTrue(TinyModel.distance(before, tiny.weights()) > 1e-4);
  }

  @Test
  void aMiniBatchIsAnOptimizerStep() {
    Stage one = tiny.stage(settings(8, 2, 8, 0), APART, 12);
    assertEquals(1, one.step(0).metrics().get("policy/ratio_max"), 1e-3); // still on the policy
    assertEquals(1, one.info().optimizer().steps());
    Stage four = tiny.stage(settings(8, 2, 2, 0), APART, 12);
    assertTrue(four.step(0).metrics().get("policy/ratio_max") > 1.001);
    assertEquals(4, four.info().optimizer().steps());
    four.step(1);
    assertEquals(8, four.info().optimizer().steps());
  }

  @Test
  void cutOffRolloutsCanBeLeftOut() {
    // nothing ends in two tokens
    Stage nothing = tiny.stage(settings(2, 2, 2, 0, true, 1e-2), APART, 2, 1_000_000);
    Map<String, float[]> before = tiny.weights();
    assertEquals(1, nothing.step(0).metrics().get("verdict/truncated_frac"));
    assertEquals(0, nothing.info().optimizer().steps());
    assertEquals(0, TinyModel.distance(before, tiny.weights()));
    Stage some = tiny.stage(settings(8, 4, 8, 0, true, 1e-2), APART, 12);
    assertTrue(some.step(0).taken());
    assertEquals(1, some.info().optimizer().steps());
    assertTrue(TinyModel.distance(before, tiny.weights()) > 1e-4);
  }

  @Test
  void aStepIsAFunctionOfTheSeedAndTheWeights() {
    StepReport first = tiny.stage(settings(4, 4, 2, 0.01), APART, 12).step(3);
    tiny.reopen();
    StepReport again = tiny.stage(settings(4, 4, 2, 0.01), APART, 12).step(3);
    assertEquals(first.metrics(), again.metrics());
    assertEquals(first.rollouts(), again.rollouts());
  }

  @Test
  void noArrayIsLeftOverByAStep() {
    Stage stage = tiny.stage(settings(4, 4, 2, 0.01), APART, 12);
    int[] arrays = new int[10];
    for (int step = 0; step < 10; step++) {
      stage.step(step);
      arrays[step] = tiny.manager.getManagedArrays().size();
    }
    assertEquals(arrays[2], arrays[9]);
  }
}
