package io.github.rrm4j.trainer.grpo;

import static io.github.rrm4j.trainer.grpo.MiniatureStage.ALIKE;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.APART;
import static io.github.rrm4j.trainer.grpo.MiniatureStage.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.judge.JudgePrompt;
import io.github.rrm4j.trainer.judge.JudgedAnswer;
import io.github.rrm4j.trainer.stage.StepReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of a step. */
class GrpoMetricsTest {

  /** What docs/metrics.md documents for a step with a KL penalty. */
  private static final List<String> NAMES =
      List.of(
          "reward/accuracy",
          "verdict/correct_frac",
          "verdict/wrong_frac",
          "verdict/malformed_frac",
          "verdict/truncated_frac",
          "verdict/first_frac",
          "gold/first_frac",
          "verdict/position_bias",
          "group/all_right_frac",
          "group/all_wrong_frac",
          "group/mixed_frac",
          "len/thinking_mean",
          "len/thinking_correct_mean",
          "len/thinking_wrong_mean",
          "len/right_minus_wrong",
          "reward/mean",
          "reward/std",
          "reward/part/verdict",
          "group/no_signal_frac",
          "group/sampled",
          "group/trained",
          "group/trained_no_signal_frac",
          "len/completion_mean",
          "len/reward_correlation",
          "len/repetition_frac",
          "len/forced_frac",
          "text/repeated_frac",
          "loss",
          "kl/mean",
          "policy/clip_frac",
          "policy/ratio_max",
          "policy/entropy",
          "grad_norm",
          "tokens/padding_frac",
          "update/halvings",
          "logprob_diff/mean",
          "logprob_diff/max",
          "rollout/halvings",
          "len/limit",
          "lr");

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
  void alarmsAreInTheMetricsAndTold() {
    Watch watch =
        new Watch(
            List.of(
                new Watch.Threshold("constant_reward", "group/no_signal_frac", Watch.Side.ABOVE, 1),
                new Watch.Threshold("entropy", "policy/entropy", Watch.Side.BELOW, 1e-9)),
            false,
            8);
    StepReport report =
        tiny.stage(settings(4, 4, 4, 0), RewardFunction.of(ALIKE), new Sampling(1, 12), 20, watch)
            .step(0);
    assertEquals(1, report.metrics().get("alarm/constant_reward"));
    assertEquals(0, report.metrics().get("alarm/entropy"));
    assertEquals(
        Map.of(
            "constant_reward",
            "alarm constant_reward: group/no_signal_frac is 1.000, watch.constant_reward alarms from 1.000"),
        report.alarms());
  }

  @Test
  void aStepHasTheDocumentedMetrics() {
    Map<String, Double> metrics = tiny.stage(settings(4, 4, 4, 0.01), APART, 12).step(0).metrics();
    assertEquals(NAMES, new ArrayList<>(metrics.keySet()));
    metrics.forEach((name, value) -> assertTrue(Double.isFinite(value), name + " is " + value));
    Set<String> withoutKl = new LinkedHashSet<>(NAMES);
    withoutKl.remove("kl/mean");
    assertEquals(withoutKl, tiny.stage(settings(4, 4, 4, 0), APART, 12).step(0).metrics().keySet());
  }

  @Test
  void theMetricsAddUpToTheRollouts() {
    StepReport report = tiny.stage(settings(8, 4, 8, 0), APART, 12).step(0);
    Map<String, Double> metrics = report.metrics();
    assertEquals(32, report.rollouts().size());
    double malformed = share(report, "outcome", "malformed");
    assertTrue(malformed > 0.1 && malformed < 0.9, malformed + " are malformed");
    assertEquals(malformed, metrics.get("verdict/malformed_frac"), 1e-12);
    assertEquals(1 - malformed, metrics.get("verdict/truncated_frac"), 1e-12);
    assertEquals(-1 * malformed - 0.5 * (1 - malformed), metrics.get("reward/mean"), 1e-12);
    assertEquals(share(report, "gold", "first"), metrics.get("gold/first_frac"), 1e-12);
    assertEquals(0, metrics.get("reward/accuracy"));
    for (int group = 0; group < 8; group++) {
      List<ObjectNode> rollouts = report.rollouts().subList(4 * group, 4 * group + 4);
      assertEquals(
          0, rollouts.stream().mapToDouble(r -> r.get("advantage").asDouble()).sum(), 1e-9);
      assertEquals(1, rollouts.stream().map(r -> r.get("pair").asText()).distinct().count());
    }
  }

  /** As a server gives none of a token that ends inside a character. */
  @Test
  void tokensWithoutALogprobAreCounted() {
    GrpoStage<JudgePrompt, JudgedAnswer> stage = tiny.stage(settings(2, 2, 2, 0), APART, 12);
    List<JudgePrompt> questions = stage.environment().questions(new Round(0, 0, 12));
    List<List<Rollout>> drawn =
        stage
            .actor()
            .engine()
            .generate(
                questions.stream().map(JudgePrompt::request).toList(), 2, new Sampling(1, 12));
    double tokens = 0;
    for (Rollout rollout : drawn.stream().flatMap(List::stream).toList()) {
      rollout.logprobs()[0] = Float.NaN;
      tokens += rollout.logprobs().length;
    }
    Map<String, Double> metrics =
        stage
            .replay(0, questions, drawn, List.of(OptionalLong.of(0), OptionalLong.of(0)))
            .metrics();
    assertEquals(4 / tokens, metrics.get("rollout/unknown_logprob_frac"), 1e-12);
    assertEquals(0, metrics.get("staleness/max"));
  }

  private static double share(StepReport report, String field, String value) {
    return report.rollouts().stream().filter(r -> r.get(field).asText().equals(value)).count()
        / (double) report.rollouts().size();
  }
}
