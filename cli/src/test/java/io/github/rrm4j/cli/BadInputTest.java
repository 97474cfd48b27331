package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake gives one clear line and exit code 2, and leaves nothing behind. */
class BadInputTest {

  private static final String PAIR =
      "{\"id\": \"a\", \"prompt\": \"4 + 4\", \"chosen\": \"8\", \"rejected\": \"9\"}\n";

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = folder.resolve("run");
  }

  private String refused(String... more) {
    Invocation call = Invocation.of(TinyRun.arguments(run, more));
    assertEquals(2, call.code(), call.out() + call.err());
    assertFalse(Files.exists(run), "the folder of a run that never began is left behind");
    assertFalse(call.err().contains("\tat "), call.err());
    return call.err();
  }

  private String refusedWithTrain(String content) throws IOException {
    Path file = folder.resolve("train.jsonl");
    Files.writeString(file, content);
    return refused("--set", "data.train=" + file);
  }

  @Test
  void theTerminalGetsOneLineAndNoOther() throws IOException, InterruptedException {
    Path terminal = folder.resolve("terminal.txt");
    String missing = folder.resolve("missing.jsonl").toString();
    Process child =
        Invocation.child(terminal, TinyRun.arguments(run, "--set", "data.train=" + missing));
    assertEquals(2, child.waitFor());
    List<String> lines = Files.readAllLines(terminal);
    assertEquals(1, lines.size(), () -> String.join("\n", lines));
    assertTrue(lines.get(0).startsWith("rrm: " + missing + ": does not exist"), lines.get(0));
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestOne() {
    assertTrue(refused("--set", "grpo.gruop_size=8").contains("did you mean grpo.group_size?"));
  }

  @Test
  void aValueOutOfRangeIsNamedWithItsRange() {
    String said = refused("--set", "grpo.clip_low=1.5");
    assertTrue(said.contains("grpo.clip_low is 1.5, must be"), said);
  }

  @Test
  void aGroupOfOneIsRefused() {
    String said = refused("--set", "grpo.group_size=1");
    assertTrue(said.contains("grpo.group_size is 1, must be at least 2"), said);
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    String said = refused("--set", "grpo.group_size=1", "--set", "sft.steps=none");
    assertTrue(said.contains("grpo.group_size"), said);
    assertTrue(said.contains("sft.steps"), said);
  }

  @Test
  void aMiniBatchThatDoesNotDivideThePromptsIsRefused() {
    String said = refused("--set", "grpo.mini_batch_size=3");
    assertTrue(said.contains("grpo.mini_batch_size is 3, must divide grpo.prompts (4)"), said);
  }

  @Test
  void aDirectJudgeThatShallThinkIsRefused() {
    String said = refused("--set", "judge.template=direct", "--set", "judge.thinking=true");
    assertTrue(said.contains("judge.thinking is true, must be false or null"), said);
  }

  @Test
  void aMissingConfigIsNamed() {
    Invocation call = Invocation.of("train", folder.resolve("none.yaml").toString());
    assertEquals(2, call.code());
    assertTrue(call.err().contains("none.yaml"), call.err());
  }

  @Test
  void aMissingDataFileIsNamed() {
    Path file = folder.resolve("none.jsonl");
    String said = refused("--set", "data.train=" + file);
    assertTrue(said.contains(file.toString()), said);
  }

  @Test
  void aMalformedLineIsNamedByFileAndNumber() throws IOException {
    String said = refusedWithTrain(PAIR + "{\"prompt\": \n");
    assertTrue(said.contains("train.jsonl:2: "), said);
  }

  @Test
  void aPairWithoutGoldIsRefused() throws IOException {
    String said =
        refusedWithTrain("{\"prompt\": \"q\", \"response_1\": \"a\", \"response_2\": \"b\"}\n");
    assertTrue(said.contains("train.jsonl:1: "), said);
    assertTrue(said.contains("label"), said);
  }

  @Test
  void aPromptLongerThanTheLimitFailsWhereThePolicySaysSo() {
    String said = refused("--set", "data.max_prompt_tokens=10", "--set", "data.overlong=fail");
    assertTrue(said.contains("tokens, data.max_prompt_tokens is 10"), said);
  }

  @Test
  void whereAllPromptsAreDroppedNothingIsLeftToTrainOn() {
    String said = refused("--set", "data.max_prompt_tokens=10");
    assertTrue(said.contains("nothing is left to use"), said);
  }

  @Test
  void aModelFolderWithoutWeightsIsRefused() {
    Path world = folder.resolve("world");
    assertEquals(
        0,
        Invocation.of(
                "data",
                "miniature",
                "--output",
                world.toString(),
                "--train-pairs",
                "8",
                "--heldout-pairs",
                "8",
                "--demonstrations",
                "8")
            .code());
    String said =
        refused(
            "--set", "model.path=" + world.resolve("model"), "--set", "model.weights=pretrained");
    assertTrue(said.contains("holds no model.safetensors"), said);
  }

  @Test
  void aFolderThatHoldsARunIsNotOverwritten() {
    TinyRun.complete(run);
    var before = TinyRun.digests(run);
    Invocation again = Invocation.of(TinyRun.arguments(run));
    assertEquals(2, again.code());
    assertTrue(
        again.err().contains("already holds a run (last checkpoint at step 10); add --resume"),
        again.err());
    Invocation changed = Invocation.of(TinyRun.arguments(run, "--resume", "--set", "seed=7"));
    assertEquals(2, changed.code());
    assertTrue(changed.err().contains("seed: 1 -> 7"), changed.err());
    assertEquals(before, TinyRun.digests(run));
  }

  @Test
  void aFolderOfSomethingElseIsNotTouched() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("thesis.txt"), "all of it");
    Invocation call = Invocation.of(TinyRun.arguments(run));
    assertEquals(2, call.code());
    assertTrue(call.err().contains("is not the folder of a run"), call.err());
    try (var entries = Files.list(run)) {
      assertEquals(List.of(run.resolve("thesis.txt")), entries.toList());
    }
  }

  @Test
  void aRehearsalChecksEverythingAndLeavesNothing() {
    Invocation call = Invocation.of(TinyRun.arguments(run, "--dry-run"));
    assertEquals(0, call.code(), call.err());
    assertTrue(call.err().contains("would run sft: 5 steps of 8 of 60 demonstrations"), call.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void aRewardThatIsNotFiniteIsRefused() {
    String said = refused("--set", "reward.correct=.inf");
    assertTrue(said.contains("reward.correct"), said);
  }

  @Test
  void aLossThatIsNotFiniteSkipsStepsAndThenEndsTheRun() throws IOException {
    Invocation call =
        Invocation.of(
            TinyRun.arguments(
                run,
                "--set",
                "sft.steps=12",
                "--set",
                "sft.optimizer.learning_rate=1e30",
                "--set",
                "update.non_finite_limit=3"));
    assertEquals(1, call.code(), call.out() + call.err());
    assertTrue(
        call.err().contains("loss or gradient was not finite in 3 steps in a row"), call.err());
    String metrics = Files.readString(run.resolve("metrics.jsonl"));
    assertTrue(metrics.contains("\"update/skipped\":1"), metrics);
  }

  @Test
  void weightsThatTheTrainingMadeUselessAreAFailureOfTheTraining() {
    Invocation call =
        Invocation.of(
            TinyRun.arguments(
                run,
                "--set",
                "sft.steps=1",
                "--set",
                "sft.optimizer.learning_rate=1e30",
                "--set",
                "evaluation.every=0"));
    assertEquals(1, call.code(), call.out() + call.err());
    assertTrue(call.err().contains("the log-prob of token 1 of a completion is NaN"), call.err());
    assertTrue(
        call.err().contains("resume from the last checkpoint in " + run.resolve("checkpoints")),
        call.err());
  }
}
