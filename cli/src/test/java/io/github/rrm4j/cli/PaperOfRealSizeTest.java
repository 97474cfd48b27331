package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The papers of configs/paper run to their end, with stand-ins for models and data. */
@Tag("slow")
class PaperOfRealSizeTest {

  @TempDir static Path folder;

  @BeforeAll
  static void putStandInsInTheirPlaces() throws IOException {
    for (String name : List.of("DeepSeek-R1-Distill-Qwen-7B", "Qwen2.5-7B", "RRM-7B")) {
      StandIns.model(folder.resolve("models").resolve(name));
    }
    StandIns.data(folder);
  }

  /** Runs rrm where {@code models/...} and {@code data/...} are the stand-ins. */
  private static String run(int code, String... arguments) throws Exception {
    Path log = Files.createTempFile(folder, "run", ".log");
    Process child = Invocation.child(Main.class, folder, log, arguments);
    try {
      assertTrue(child.waitFor(9, TimeUnit.MINUTES), () -> read(log));
      assertEquals(code, child.exitValue(), () -> read(log));
    } finally {
      child.destroyForcibly();
    }
    return read(log);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String config(String name) {
    return TinyRun.root().resolve("configs/paper").resolve(name).toString();
  }

  @Test
  void everyTableAndFigureOfThePosterIsFilledByOneCommand() throws Exception {
    String said =
        run(0, "reproduce", config("paper-7b.yaml"), "--short", "--set", "judging.compute=fp32");
    assertFalse(said.contains("holds"), said);
    assertTrue(said.contains("not decided     An RRM judges better than a DirectJudge"), said);
    Path output = folder.resolve("runs/paper-7b-short");
    String text = Files.readString(output.resolve("paper.md"));
    assertFalse(text.contains("Not measured: no finished piece"), text);
    for (String row :
        List.of(
            "| judge | overall | Chat | Chat Hard | Safety | Reasoning |",
            "| judge | agreement | f1 |",
            "| judge | overall | GPQA | MATH | MMLU-Pro |",
            "| DirectJudge (7B) |",
            "| RRM (7B) | ",
            "| RRM (7B), voting@2 |",
            "| RRM (7B) | rewardbench, overall | 2 |",
            "| RRM (7B) | pandalm, agreement | 1 |",
            "| RRM (7B) | pandalm, f1 | 2 |",
            "| round robin | ",
            "| 8 | ",
            "| Chat Hard | ",
            "| GPT-4o, judged by GPT-4 | 56.3 [",
            "| none (before DPO), judged by GPT-4 | 16.7 [",
            "| GPT-4o | ",
            "| RRM (7B) | MMLU-Pro | 2 |",
            "| scalar reward model (7B) | GPQA | 1 |",
            "| rewardbench | RRM-32B | 32.0 | 91.2 |")) {
      assertTrue(text.contains(row), row + " in " + text);
    }
    String page = Files.readString(output.resolve("index.html"));
    for (String figure :
        List.of(
            "Accuracy over votes",
            "Accuracy over mean thinking tokens used",
            "Best-of-n accuracy over comparisons",
            "Accuracy over steps, MMLU-Pro",
            "Accuracy over billions of parameters, rewardbench",
            "Accuracy over billions of parameters, ppe")) {
      assertTrue(page.contains(figure), figure);
    }
  }

  @Test
  void theReleasedWeightsAreMeasuredWithoutATraining() throws Exception {
    String said =
        run(0, "reproduce", config("released-7b.yaml"), "--short", "--set", "judging.compute=fp32");
    assertTrue(said.contains("not decided     A vote of many judgements"), said);
    String text = Files.readString(folder.resolve("runs/released-7b-short/paper.md"));
    for (String row :
        List.of("| judge | agreement | f1 |", "| RRM (7B), voting@2 |", "| Safety |")) {
      assertTrue(text.contains(row), row + " in " + text);
    }
    Path runs = folder.resolve("runs/released-7b-short");
    assertFalse(Files.exists(runs.resolve("rrm")), "nothing is trained");
    // one vote and both are rows of one table, from two judgements of each comparison
    String table = text.substring(text.indexOf("| judge | agreement"));
    assertTrue(table.indexOf("| RRM (7B) |") < table.indexOf("| RRM (7B), voting@2 |"), table);
    List<String> judged =
        Files.readAllLines(runs.resolve("rrm-pandalm/evaluation/judgements.jsonl"));
    for (String line : judged) {
      assertEquals(3, line.split("\"verdict\"", -1).length, "two samples of " + line);
    }
  }

  @Test
  void aRehearsalCountsAndFindsWhatIsMissingBeforeAnythingIsMade() throws Exception {
    String faster = "estimate.tokens_per_second=4000";
    String whole = run(0, "reproduce", config("paper-7b.yaml"), "--dry-run", "--set", faster);
    for (String line :
        List.of(
            "rrm: would be made, 1,228,800 judgements, 737.3 M tokens, 51.2 hours",
            "rrm-rewardbench: would be made, 752 judgements",
            "direct-rewardbench: would be made, 47 judgements, 0.0 M tokens",
            "rrm-ppe: would be made, 90 judgements",
            "at 4,000 tokens a second")) {
      assertTrue(whole.contains(line), line + " in " + whole);
    }
    Path questions = folder.resolve("data/arena-hard/question.jsonl");
    Path labels = folder.resolve("data/tulu-labels-gpt-4o.jsonl");
    Files.move(questions, folder.resolve("questions"));
    Files.move(labels, folder.resolve("labels"));
    try {
      for (String more : List.of("--dry-run", "--short")) {
        String said = run(2, "reproduce", config("paper-7b.yaml"), more, "--output", "nowhere");
        assertTrue(said.contains("data/arena-hard/question.jsonl: does not exist"), said);
        assertTrue(said.contains("needed by before-arena-hard, dpo-rrm-arena-hard"), said);
        assertTrue(said.contains("dpo-gpt-4o: left out, without labels-gpt-4o"), said);
      }
      assertFalse(Files.exists(folder.resolve("nowhere/rrm")));
    } finally {
      Files.move(folder.resolve("questions"), questions);
      Files.move(folder.resolve("labels"), labels);
    }
  }

  @Test
  void aBudgetAboveTheTokenLimitIsFoundAtOnce() throws Exception {
    String said =
        run(
            2,
            "reproduce",
            config("released-7b.yaml"),
            "--dry-run",
            "--set",
            "judging.otherwise.max_new_tokens=1024");
    assertTrue(
        said.contains(
            "piece rrm-scaling: budgets has 1024, must be below the 1024 tokens of a judgement of models/RRM-7B"),
        said);
  }
}
