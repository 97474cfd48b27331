package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that write what a later call may go on with, on a disk that fails at any call. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class DiskCommandsTest {

  @TempDir static Path folder;
  private static String judge;
  private static String policy;
  private static Path data;
  private static Path problems;
  private static Path replies;

  /**
   * A command line.
   *
   * @param output the name of what it writes
   * @param resume whether it must be told that it may go on
   */
  private record Line(
      String name, String output, boolean resume, List<String> promised, List<String> words)
      implements DiskTrial.Command {

    @Override
    public String[] arguments(Path folder, boolean again) {
      List<String> all = new ArrayList<>(words);
      all.addAll(List.of("--output", folder.resolve(output).toString()));
      if (again && resume) {
        all.add("--resume");
      }
      return all.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void train() {
    Path run = TinyRun.judge(folder.resolve("judge"));
    judge = run.resolve("checkpoints/latest").toString();
    data = run.resolve("data/heldout.jsonl");
    Path other = folder.resolve("policy");
    done(
        "train",
        TinyRun.root().resolve("configs/miniature/policy.yaml").toString(),
        "--output",
        other.toString(),
        "--set",
        "sft.steps=60",
        "--set",
        "sft.optimizer.learning_rate=1e-2",
        "--set",
        "checkpoint.every=30",
        "--set",
        "data.miniature.demonstrations=400",
        "--set",
        "data.miniature.prompts=6",
        "--set",
        "data.miniature.heldout_prompts=4");
    policy = other.resolve("checkpoints").toString();
    problems = other.resolve("data/problems.jsonl");
    replies = folder.resolve("replies.jsonl");
    List<String> sample = new ArrayList<>(sample());
    sample.addAll(List.of("--output", replies.toString()));
    done(sample.toArray(String[]::new));
  }

  private static void done(String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals(0, call.code(), call.err());
  }

  private static List<String> sample() {
    return words(
        "sample --policy %s/latest --input %s --samples 3 --max-new-tokens 48 --max-num-seqs 6",
        policy, problems);
  }

  private static List<String> words(String line, Object... values) {
    return List.of(line.formatted(values).split(" "));
  }

  private static Stream<Line> lines() {
    return Stream.of(
        new Line(
            "evaluate",
            "result",
            true,
            List.of("judgements.jsonl", "items.jsonl"),
            words("evaluate --model %s --input %s --max-num-seqs 4", judge, data)),
        new Line(
            "votes",
            "pool",
            true,
            List.of("judgements.jsonl", "scaling.json"),
            words("scaling votes --model %s --input miniature --limit 4 --samples 2", judge)),
        new Line(
            "budget",
            "pool",
            true,
            List.of("judgements.jsonl", "scaling.json"),
            words(
                "scaling budget --model %s --input miniature --limit 4 --samples 2 --budgets 4,8 --verdict-tokens 4",
                judge)),
        new Line(
            "tournament",
            "pool",
            true,
            List.of("matches.jsonl", "scaling.json"),
            words(
                "scaling tournament --model %s --input miniature --limit 2 --responses 3 --samples 2",
                judge)),
        new Line(
            "stress",
            "pool",
            true,
            List.of("stress.json"),
            words("stress --model %s --input miniature --limit 2 --samples 1", judge)),
        new Line(
            "filter",
            "kept.jsonl",
            true,
            List.of("kept.jsonl", "kept.jsonl.counts.jsonl"),
            words("data filter --model %s --input %s --max-num-seqs 4", judge, data)),
        new Line("sample", "replies.jsonl", true, List.of("replies.jsonl"), sample()),
        new Line(
            "annotate",
            "pairs.jsonl",
            true,
            List.of("pairs.jsonl", "pairs.jsonl.judged.jsonl", "pairs.jsonl.undecided.jsonl"),
            words(
                "annotate --judge %s --input %s --threshold 0 --orders-may-disagree --pairs all --max-num-seqs 4",
                judge, replies)),
        new Line(
            "arena",
            "arena",
            true,
            List.of("first.jsonl", "second.jsonl", "battles.jsonl", "result.json"),
            words(
                "arena --first %s/step-000030 --second %s/latest --judge %s --input %s --policy-max-new-tokens 48 --max-num-seqs 4",
                policy, policy, judge, problems)),
        new Line(
            "judge",
            "verdicts.jsonl",
            false,
            List.of("verdicts.jsonl"),
            words("judge --model %s --input %s", judge, data)),
        new Line(
            "rank",
            "ranks.jsonl",
            true,
            List.of("ranks.jsonl", "judgements.jsonl"),
            words("rank --model %s --input miniature --limit 2 --responses 3", judge)),
        new Line(
            "export",
            "exported",
            false,
            List.of("model.safetensors", "config.json", "README.md"),
            words("export %s", folder.resolve("judge"))));
  }

  /** Every command when asked for in full; else two, which the seed chooses. */
  static Stream<Line> tried() {
    return DiskTrial.some(lines().toList(), 2).stream();
  }

  @ParameterizedTest
  @MethodSource("tried")
  void whatIsKilledOrRefusedAtAnyCallEndsWithTheSameBytes(Line line) {
    DiskTrial trial = DiskTrial.of(line, folder.resolve("trials").resolve(line.name()));
    trial.killed(3, 2);
    trial.failing(3, 2);
  }
}
