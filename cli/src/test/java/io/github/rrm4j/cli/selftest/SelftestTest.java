package io.github.rrm4j.cli.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.selftest.AgreementCheck.Limits;
import io.github.rrm4j.cli.selftest.Finding.Outcome;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each check can and cannot see; CI runs the command itself. */
class SelftestTest {

  @TempDir private Path folder;

  private Machine cpu() {
    return new Machine(Devices.open("cpu", 2), true, folder);
  }

  /** A check that finds something, or throws. */
  private record Fake(String name, Finding finding) implements Check {
    @Override
    public Finding run(Machine machine) throws IOException {
      if (finding == null) {
        throw new IOException("the disk\nis gone");
      }
      return finding;
    }
  }

  @Test
  void whatAllChecksFoundIsCountedAndWritten() throws IOException {
    ObjectNode figures = Json.object().put("number", 0.5);
    SelftestReport report =
        SelftestCommand.run(
            cpu(),
            List.of(
                new Fake("good", Finding.of(true, "fast", figures)),
                new Fake("none", Finding.notApplicable("no such thing"))));
    assertTrue(report.passed());
    report.add(new Fake("broken", null), cpu());
    String line = report.add(new Fake("bad", Finding.of(false, "slow", figures)), cpu());
    assertTrue(line.startsWith("fail "), line);
    assertTrue(line.endsWith("  slow"), line);
    assertFalse(report.passed());
    assertTrue(report.total().startsWith("1 passed, 2 failed, 1 not applicable"), report.total());
    JsonNode json = Json.parse(Json.pretty(report.json(cpu(), "RRM4J 1")));
    assertEquals(2, json.path("failed").asInt());
    assertEquals("RRM4J 1", json.path("version").asText());
    JsonNode broken = json.path("checks").get(2);
    assertEquals("fail", broken.path("outcome").asText());
    assertEquals("IOException: the disk is gone", broken.path("summary").asText());
    assertEquals(0.5, json.path("checks").get(3).path("figures").path("number").asDouble());
    assertEquals("not applicable", json.path("checks").get(1).path("outcome").asText());
  }

  @Test
  void allArchitecturesAgreeWithThemselvesRowByRow() throws IOException {
    for (Architecture architecture : Architecture.values()) {
      Finding finding = new AgreementCheck(architecture, false).run(cpu());
      assertEquals(Outcome.PASS, finding.outcome(), finding.toString());
    }
  }

  /** A wrong number in one gradient, or one that is none, is seen; bf16 is not within fp32. */
  @Test
  void aWrongGradientAndAWrongPrecisionAreSeen() {
    ModelConfig config = AgreementCheck.config(Architecture.LLAMA);
    Passes exact = Passes.of(config, Device.cpu(), DataType.FLOAT32, false);
    Passes other = Passes.of(config, Device.cpu(), DataType.FLOAT32, false);
    assertEquals(Outcome.PASS, compared(exact, other, Limits.FP32));
    float[] gradient = other.gradients().get("model.layers.1.mlp.up_proj.weight");
    float kept = gradient[77];
    gradient[77] += 0.01f;
    assertEquals(Outcome.FAIL, compared(exact, other, Limits.FP32));
    gradient[77] = Float.NaN;
    assertEquals(Outcome.FAIL, compared(exact, other, Limits.BF16));
    gradient[77] = kept;
    assertEquals(Outcome.PASS, compared(exact, other, Limits.FP32));
    other.logits()[5] = Float.NaN;
    assertEquals(Outcome.FAIL, compared(exact, other, Limits.BF16));
    Passes rough = Passes.of(config, Device.cpu(), DataType.BFLOAT16, false);
    assertEquals(Outcome.FAIL, compared(exact, rough, Limits.FP32));
    assertEquals(Outcome.PASS, compared(exact, rough, Limits.BF16));
  }

  private static Outcome compared(Passes expected, Passes found, Limits limits) {
    return AgreementCheck.compared(expected, found, limits, false).outcome();
  }

  @Test
  void samplesOfAPromptAloneAreThoseOfAllTogether() {
    Finding finding = new SamplingCheck().run(cpu());
    assertEquals(Outcome.PASS, finding.outcome(), finding.toString());
    assertTrue(finding.figures().has("thinking_budget_different"), finding.toString());
  }

  @Test
  void trainingsAreRepeatedAndADifferentByteIsSeen() throws IOException {
    ShortTraining one = new ShortTraining(cpu(), "fp32", 1, "one").complete();
    ShortTraining other = new ShortTraining(cpu(), "fp32", 1, "other").interrupted(1);
    assertEquals(2, one.steps());
    assertEquals("", one.difference(other));
    assertTrue(one.verified(line -> {}));
    Path rollouts = folder.resolve("other-fp32/rollouts.jsonl");
    Files.writeString(rollouts, Files.readString(rollouts).replaceFirst("\"step\"", "\"stop\""));
    assertEquals("rollouts.jsonl", one.difference(other));
    Path metrics = folder.resolve("one-fp32/metrics.jsonl");
    Files.writeString(metrics, Files.readString(metrics).replaceFirst("[1-8]", "9"));
    assertNotEquals("", one.difference(other));
    assertFalse(one.verified(line -> {}));
  }

  /** The stand-in for a device with and without graphs is two rollouts. */
  @Test
  void anotherTokenOrLogprobWithAGraphIsSeen() {
    RolloutEngine.Outcome one = drawn(5, -1);
    assertEquals(Outcome.PASS, GraphCheck.compared(one, drawn(5, -1)).outcome());
    assertEquals(Outcome.FAIL, GraphCheck.compared(one, drawn(6, -1)).outcome());
    Finding other = GraphCheck.compared(one, drawn(5, -1.0000001f));
    assertEquals(Outcome.FAIL, other.outcome());
    assertEquals(1, other.figures().path("different").asInt());
  }

  private static RolloutEngine.Outcome drawn(int token, float logprob) {
    TokenSequence sequence = new TokenSequence(new int[] {1}, new int[] {token});
    Rollout rollout = new Rollout(sequence, new float[] {logprob}, Rollout.Finish.STOP);
    return new RolloutEngine.Outcome(List.of(List.of(rollout)), new Occupancy());
  }

  @Test
  void aCpuHasNoGraphsAndNoMemoryOfItsOwn() throws IOException {
    List<Check> checks = Checks.of(cpu());
    for (Check check : checks) {
      if (check instanceof GraphCheck || check instanceof MemoryCheck) {
        assertEquals(Outcome.NOT_APPLICABLE, check.run(cpu()).outcome());
      }
    }
    Machine whole = new Machine(Device.cpu(), false, folder);
    Machine gpu = new Machine(Device.gpu(1), false, folder);
    assertEquals("cuda:1", gpu.deviceName());
    assertTrue(Checks.of(whole).size() > checks.size());
    assertTrue(names(gpu).contains("decoding speed, Q, 256 rows"), names(gpu));
    assertTrue(names(gpu).contains("two trainings of one seed, bf16"), names(gpu));
    for (Machine machine : List.of(cpu(), whole, gpu)) {
      Stream<String> names = Checks.of(machine).stream().map(Check::name);
      assertEquals(Checks.of(machine).size(), names.distinct().count(), "a name occurs twice");
    }
  }

  private static String names(Machine machine) {
    return Checks.of(machine).stream().map(Check::name).collect(Collectors.joining("; "));
  }
}
