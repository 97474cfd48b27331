package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder of a run stands for its newest checkpoint wherever a model is named. */
class RunAsModelTest {

  @TempDir static Path folder;
  private static Path run;
  private static Path unborn;

  @BeforeAll
  static void train() throws IOException {
    run = TinyRun.judge(folder.resolve("run"));
    unborn = Files.createDirectories(folder.resolve("unborn"));
    Files.copy(run.resolve("config.yaml"), unborn.resolve("config.yaml"));
    Files.writeString(
        folder.resolve("pairs.jsonl"),
        "{\"id\":\"a\",\"prompt\":\"1 + 1\",\"chosen\":\"2\",\"rejected\":\"3\"}\n");
    Files.writeString(folder.resolve("lists.jsonl"), TinyRun.lists());
    Files.writeString(
        folder.resolve("prompts.jsonl"), "{\"id\":\"a\",\"prompt\":\"1 + 1\",\"answer\":\"2\"}\n");
    Files.writeString(
        folder.resolve("benchmarks.yaml"),
        "output: OUT\njudge:\n  model: MODEL\nbenchmarks:\n  - name: miniature\n    items: 2\n");
  }

  /** Commands that take a model; MODEL, OUT and files of the folder are filled in. */
  static List<String> commands() {
    return List.of(
        "evaluate --model MODEL --benchmark miniature --limit 3 --output OUT",
        "evaluate benchmarks.yaml --set judge.model=MODEL --output OUT",
        "judge --model MODEL --query 1+1 --first 2 --second 3 --temperature 0",
        "judge --model MODEL --input pairs.jsonl --output OUT",
        "rank --model MODEL --input lists.jsonl --output OUT",
        "annotate --judge MODEL --input lists.jsonl --output OUT",
        "sample --policy MODEL --input prompts.jsonl --output OUT --max-new-tokens 8",
        "arena --first MODEL --second MODEL --judge MODEL --input prompts.jsonl --output OUT"
            + " --policy-max-new-tokens 8",
        "scaling votes --model MODEL --input pairs.jsonl --samples 2 --output OUT",
        "stress --model MODEL --input pairs.jsonl --output OUT",
        "data filter --model MODEL --input pairs.jsonl --output OUT",
        "data inspect pairs.jsonl --model MODEL",
        "generate --model MODEL --input prompts.jsonl --output OUT --max-new-tokens 8",
        "score --model MODEL --input prompts.jsonl --output OUT",
        "inspect MODEL",
        "export MODEL --output OUT");
  }

  private static Invocation called(String command, Path model, Path output) throws IOException {
    String[] words =
        command
            .replace("MODEL", model.toString())
            .replace("OUT", output.toString())
            .replaceAll("(\\w+\\.(jsonl|yaml))\\b", folder + "/$1")
            .split(" ");
    if (command.contains("benchmarks.yaml")) {
      Path config = folder.resolve("benchmarks.yaml");
      Files.writeString(
          config, Files.readString(config).replaceAll("output: .*", "output: " + output));
    }
    if (command.startsWith("score")) {
      Files.writeString(folder.resolve("prompts.jsonl"), PROMPTS);
    }
    return Invocation.of(words);
  }

  private static final String PROMPTS =
      "{\"id\":\"a\",\"prompt\":\"1 + 1\",\"answer\":\"2\",\"completion\":\"2\"}\n";

  @ParameterizedTest
  @MethodSource("commands")
  void aRunStandsForItsLatestCheckpoint(String command) throws IOException {
    String name = command.replaceAll("[^a-z]+", "-");
    Path byRun = folder.resolve(name + "-run");
    Path byCheckpoint = folder.resolve(name + "-checkpoint");
    Invocation run = called(command, RunAsModelTest.run, byRun);
    assertEquals(0, run.code(), run.err());
    Path latest = RunAsModelTest.run.resolve("checkpoints/latest");
    Invocation checkpoint = called(command, latest, byCheckpoint);
    assertEquals(0, checkpoint.code(), checkpoint.err());
    if (!command.startsWith("export")) { // its card names the run
      assertEquals(untimed(checkpoint.out()), untimed(run.out()));
      assertEquals(texts(byCheckpoint), texts(byRun));
    }
  }

  /** All files of an output without what differs between repetitions: names and seconds. */
  private static String texts(Path output) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> list = Files.list(output.getParent())) {
      for (Path top :
          list.filter(at -> at.toString().startsWith(output.toString())).sorted().toList()) {
        try (Stream<Path> walk = Files.walk(top)) {
          for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
            all.append(Files.readString(file));
          }
        }
      }
    }
    return untimed(all.toString().replace(output.toString(), "OUT"));
  }

  /** The row of seconds goes, and the width of the columns, which it may set, with it. */
  private static String untimed(String text) {
    return text.replaceAll("\"seconds\" ?: ?(\\{[^}]*\\}|[^,}]+)|(?m)^seconds .*$", "")
        .replaceAll(" {2,}", "  ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aRunWithoutACheckpointIsRefusedInALine(String command) throws IOException {
    Invocation call = called(command, unborn, folder.resolve("none"));
    assertEquals(2, call.code(), call.out());
    assertEquals(
        "rrm: "
            + unborn
            + ": is a run that has no checkpoint, must have one to be used as a model; go on with"
            + " it (--resume) or name another model",
        call.err()
            .lines()
            .filter(line -> !line.contains(" items are taken, "))
            .findFirst()
            .orElse(""));
    assertFalse(Files.exists(folder.resolve("none")), "nothing is written");
  }

  @Test
  void anEvaluationSaysWhichItemsTheRunWasTrainedOn() throws IOException {
    Path exported = folder.resolve("exported");
    Invocation export = Invocation.of("export", run.toString(), "--output", exported.toString());
    assertEquals(0, export.code(), export.err());
    for (Path model : List.of(run, run.resolve("checkpoints/latest"), exported)) {
      Invocation seen = evaluated(model, "demonstrations"); // its only stage is SFT
      assertTrue(
          seen.err().contains("preference: the judge was trained on the query of 3 of 3 items"),
          seen.err());
      Invocation other = evaluated(model, "heldout");
      assertFalse(other.err().contains("was trained on"), other.err());
      assertTrue(
          other.out().contains("the judge was trained on the query of none of the items"),
          other.out());
    }
  }

  private static Invocation evaluated(Path model, String pairs) {
    return Invocation.of(
        "evaluate",
        "--model",
        model.toString(),
        "--input",
        run.resolve("data/" + pairs + ".jsonl").toString(),
        "--limit",
        "3",
        "--max-new-tokens",
        "8");
  }

  @Test
  void whichCheckpointIsUsedIsSaidOnce() throws Exception {
    Path log = folder.resolve("log");
    Process child =
        Invocation.child(
            log,
            "judge",
            "--model",
            run.toString(),
            "--query",
            "1 + 1",
            "--first",
            "2",
            "--second",
            "3");
    child.waitFor();
    List<String> lines = Files.readAllLines(log).stream().filter(l -> l.contains("run")).toList();
    assertEquals(List.of(run + ": is a run, its checkpoints/latest (step-000060) is used"), lines);
  }

  @Test
  void aConfigAndTheJavaApiTakeARunToo() throws IOException {
    Path config = folder.resolve("next.yaml");
    Files.writeString(
        config,
        "extends: "
            + TinyRun.root().resolve("configs/quickstart.yaml")
            + "\nmodel:\n  path: "
            + unborn
            + "\n  weights: pretrained\n");
    Invocation refused = Invocation.of("plan", config.toString(), "--device-memory", "1GB");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("unborn: is a run that has no checkpoint"), refused.err());
    Files.writeString(config, Files.readString(config).replace(unborn.toString(), run.toString()));
    Invocation planned = Invocation.of("plan", config.toString(), "--device-memory", "8GB");
    assertEquals(0, planned.code(), planned.err());
    try (Judge judge = Judge.open(JudgeSpec.of(run))) {
      assertEquals(1, judge.compare("1 + 1", "2", "3").votes().size());
    }
    assertThrows(InvalidInput.class, () -> Judge.open(JudgeSpec.of(unborn)));
  }

  @Test
  void aCopyWithoutLinksHasANewestCheckpointToo() throws IOException {
    Path copy = folder.resolve("copy");
    try (Stream<Path> walk = Files.walk(run)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(run.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    assertFalse(Files.exists(copy.resolve("checkpoints/latest")));
    assertEquals(0, Invocation.of("inspect", copy.toString()).code());
    try (Judge judge = Judge.open(JudgeSpec.of(copy))) {
      assertEquals(copy.resolve("checkpoints/step-000060"), judge.spec().model().path());
    }
  }
}
