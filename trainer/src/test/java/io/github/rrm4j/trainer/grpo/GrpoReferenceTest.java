package io.github.rrm4j.trainer.grpo;

import static io.github.rrm4j.trainer.grpo.MiniatureStage.ALIKE;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.APART;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.settings;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StepReport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the policy is held to. */
class GrpoReferenceTest {

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
  void aKlInTheRewardIsAPartOfIt() {
    GrpoSettings.Kl kl =
        new GrpoSettings.Kl(0.5, KlEstimator.K1, KlPlace.REWARD, Reference.FROZEN, 1);
    Stage stage = tiny.stage(with(kl, settings(4, 4, 4, 0.1)), APART, 12);
    stage.step(0); // the policy moves away
    StepReport report = stage.step(1);
    double parts = 0;
    for (ObjectNode rollout : report.rollouts()) {
      double held = rollout.get("parts").get("kl").asDouble();
      double verdict = rollout.get("parts").get("verdict").asDouble();
      assertEquals(rollout.get("reward").asDouble(), verdict + held, 1e-9);
      parts += held / report.rollouts().size();
    }
    assertTrue(Math.abs(parts) > 1e-6, parts + "");
    assertEquals(parts, report.metrics().get("reward/part/kl"), 1e-9);
  }

  @Test
  void theReferenceStaysWhileThePolicyMoves() {
    Stage stage = tiny.stage(settings(4, 4, 4, 0.1), APART, 12);
    assertEquals(0, stage.step(0).metrics().get("kl/mean"), 1e-9);
    stage.step(1);
    assertTrue(stage.step(2).metrics().get("kl/mean") > 1e-6);
  }

  /** Without a signal the bonus is all of the loss, and the policy becomes less certain. */
  @Test
  void anEntropyBonusAloneRaisesTheEntropy() {
    GrpoSettings plain = settings(8, 4, 8, 0);
    GrpoSettings.Policy policy =
        new GrpoSettings.Policy(
            plain.policy().term(), plain.policy().aggregation(), Importance.NONE, 0.5);
    Stage stage = tiny.stage(with(policy, plain), ALIKE, 12);
    double first = stage.step(0).metrics().get("policy/entropy");
    double last = 0;
    for (int step = 1; step < 5; step++) {
      Map<String, Double> metrics = stage.step(step).metrics();
      last = metrics.get("policy/entropy");
      assertEquals(-0.5 * last, metrics.get("loss"), 1e-5);
      assertEquals(1, metrics.get("group/no_signal_frac"));
    }
    assertTrue(last > first + 1e-3, first + " nats, then " + last);
  }
}
