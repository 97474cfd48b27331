package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Five steps of SFT, then five of GRPO, of which 6, 8 and 10 have stored batches. */
class ReplayCommandTest {

  @TempDir static Path folder;

  private static Path run;
  private static Map<String, String> digests;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    List<String> settings = new ArrayList<>();
    for (String setting :
        List.of(
            "checkpoint.keep_every=1",
            "grpo.dynamic_sampling=true",
            "grpo.max_resample_rounds=1",
            "grpo.entropy_coefficient=0.01",
            "reward.truncated=-0.5")) {
      settings.addAll(List.of("--set", setting));
    }
    TinyRun.complete(run, settings.toArray(String[]::new));
    digests = TinyRun.digests(run);
  }

  /** Whatever a replay did, the run is as it was. */
  @AfterEach
  void theRunIsOnlyRead() {
    assertEquals(digests, TinyRun.digests(run));
  }

  private static Invocation replay(Path of, String... more) {
    List<String> arguments = new ArrayList<>(List.of("replay", of.toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @Test
  void withoutAStepThoseThatCanBeReplayedAreNamed() {
    Invocation call = replay(run);
    assertEquals(0, call.code(), call.err());
    assertEquals("can be replayed: 6, 8, 10", call.out().strip());
  }

  /** 6 is the first of its stage: its reference is made, not read. */
  @ParameterizedTest
  @ValueSource(ints = {6, 8, 10})
  void anUpdateHasTheNumbersThatWereLogged(int step) {
    Invocation call = replay(run, "--step", String.valueOf(step));
    assertEquals(0, call.code(), call.out() + call.err());
    assertTrue(call.out().matches("(?s).*all \\d+ numbers are those that were logged\\s*"));
    assertTrue(call.out().contains(Text.format("weights of step-%06d", step - 1)), call.out());
    Matcher norm = Pattern.compile("  grad_norm +(\\S+) ").matcher(call.out());
    assertTrue(norm.find() && Double.parseDouble(norm.group(1)) > 0, call.out());
  }

  @Test
  void anotherObjectiveAndAnotherRewardGiveOtherNumbersOfTheSameBatch() {
    Invocation objective = replay(run, "--step", "8", "--set", "grpo.objective=reinforce");
    assertEquals(0, objective.code(), objective.err());
    assertTrue(objective.out().contains("* loss "), objective.out());
    assertTrue(objective.out().contains("  reward/mean "), objective.out());
    Invocation reward =
        replay(
            run,
            "--step",
            "8",
            "--set",
            "reward.length.kind=linear",
            "--set",
            "reward.length.cost=0.1");
    assertEquals(0, reward.code(), reward.err());
    assertTrue(reward.out().contains("* reward/mean "), reward.out());
    assertTrue(reward.out().contains("* reward/part/length "), reward.out());
    assertTrue(reward.out().contains("  len/thinking_mean "), reward.out());
  }

  @Test
  void otherMicroBatchesChangeOnlyRounding() {
    Invocation call = replay(run, "--step", "10", "--set", "update.max_tokens_per_micro_batch=64");
    assertEquals(0, call.code(), call.err());
    Matcher loss = Pattern.compile(" loss +(\\S+) +(\\S+)").matcher(call.out());
    assertTrue(loss.find(), call.out());
    assertEquals(Double.parseDouble(loss.group(1)), Double.parseDouble(loss.group(2)), 1e-5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--step 7 | step 7 has no stored batch, must have one to be replayed (log.batches_every); replay one of 6, 8, 10",
        "--step 3 | step 3 has no stored batch",
        "--step 8 --set rollout.temperature=2 | was decided when the batch was sampled",
        "--step 8 --set seed=2 | was decided when the batch was sampled",
        "--step 8 --set grpo.both_orders=true | grpo.both_orders is true, must be false as when",
        "--step 8 --set grpo.group_orders=both | grpo.group_orders is both, must be one as when",
        "--step 8 --set reward.length.kind=l1_max --set reward.length.target_min=2 --set reward.length.target_max=9 | told no target of thinking",
        "--step 8 --set grpo.clip_low=7 | grpo.clip_low is 7",
        "--step eight | --step is 'eight', must be a whole number",
      })
  void whatCannotBeReplayedIsRefusedInALine(String arguments, String reason) {
    Invocation call = replay(run, arguments.split(" "));
    assertEquals(2, call.code(), call.out());
    assertTrue(call.err().contains(reason), call.err());
    assertEquals(1, call.err().lines().count(), call.err());
  }

  @Test
  void withoutTheWeightsRightBeforeItAStepIsRefused() throws IOException {
    Path other = folder.resolve("sparse");
    TinyRun.complete(other); // keeps the last three checkpoints
    assertEquals("can be replayed: 10", replay(other).out().strip());
    Invocation call = replay(other, "--step", "6");
    assertEquals(2, call.code());
    assertTrue(
        call.err().contains("step-000005: is not there, must hold the weights before step 6"),
        call.err());
    Path batches = other.resolve("batches.jsonl");
    String text = Files.readString(batches);
    int last = text.indexOf("{\"step\":10,");
    Files.writeString(
        batches,
        text.substring(0, last)
            + text.substring(last).replaceFirst("\"logprobs\":\\[[^,]*,", "\"logprobs\":["));
    Invocation damaged = replay(other, "--step", "10");
    assertEquals(2, damaged.code());
    assertTrue(damaged.err().contains("is no group of a batch"), damaged.err());
    assertFalse(damaged.err().contains("Exception"), damaged.err());
  }

  @Test
  void aRunWithoutBatchesSaysSo() {
    Path other = folder.resolve("without");
    TinyRun.complete(other, "--set", "log.batches_every=0");
    assertFalse(Files.exists(other.resolve("batches.jsonl")));
    assertTrue(replay(other).out().startsWith("no step of "));
    assertEquals(2, replay(other, "--step", "6").code());
    assertEquals(2, replay(folder).code());
  }
}
