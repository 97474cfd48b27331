package io.github.rrm4j.experiments.benchmark;

import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.Bounds;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One judge and several benchmarks, as a config has them; the one place where its keys are read.
 *
 * @param output the folder of all results
 * @param tasks the benchmarks, by the name of their folder in {@code output}
 */
public record BenchmarkConfig(
    Optional<Path> output, JudgeType type, JudgeSpec judge, List<Named> tasks) {

  public record Named(String folder, Task task) {}

  static BaseConfig base() {
    return BaseConfig.fromClasspath("configs/base/benchmarks.yaml", JudgeSpec.DEFAULTS);
  }

  /**
   * @param settings {@code a.b=value}
   * @throws InvalidInput naming every problem
   */
  public static BenchmarkConfig read(Path file, List<String> settings) {
    return of(ConfigTree.load(base(), file, settings).reader());
  }

  static BenchmarkConfig of(ConfigReader c) {
    Optional<Path> output = c.optionalText("output").map(Path::of);
    JudgeType type = c.section("judge").choice("kind", JudgeType.class);
    JudgeSpec judge = JudgeSpec.read(c.section("judge"), c.integer("seed"));
    c.section("benchmark").record(Keys.class); // the defaults of every benchmark
    List<Keys> keys =
        c.sections("benchmarks", "benchmark", "name").stream()
            .map(each -> each.record(Keys.class))
            .toList();
    c.problemIf(keys.isEmpty(), "benchmarks", "is not set, must name at least one benchmark");
    c.finish();
    List<Named> tasks = new ArrayList<>();
    Set<String> folders = new HashSet<>();
    for (Keys each : keys) {
      Named task = each.named();
      if (!folders.add(task.folder())) {
        throw InvalidInput.of(
            "benchmarks: '%s' names the folder of two, must be of one; give one of them another"
                + " folder",
            task.folder());
      }
      tasks.add(task);
    }
    return new BenchmarkConfig(output, type, judge, tasks);
  }

  /** The keys of a benchmark; the defaults have no name. */
  private record Keys(
      Optional<String> name,
      Optional<String> folder,
      Optional<String> data,
      @Bounds(min = 1) int votes,
      @Bounds(min = 0.5, max = 1) double votesStop,
      @Bounds(min = 1) List<Integer> shownVotes,
      SplitVotes splitVotes,
      Optional<Orders> orders,
      @Bounds(min = 1) Optional<Integer> items,
      Optional<String> judgements) {

    Named named() {
      String benchmark = name.orElseThrow();
      Task task =
          new Task(
              benchmark,
              data,
              votes,
              new StoppingRule(votesStop),
              shownVotes,
              splitVotes,
              orders,
              items,
              judgements.map(Path::of));
      return new Named(folder.orElse(benchmark), task);
    }
  }

  /**
   * Reads all benchmarks, then has one after the other judged.
   *
   * @param given another folder of all results
   * @param resume whether the folder may hold some already
   * @param label what the results are called; empty for none
   * @param results takes each result as it comes
   */
  public void run(
      Optional<Path> given, boolean resume, Optional<String> label, Consumer<Result> results)
      throws IOException {
    Path folder =
        given
            .or(() -> output)
            .orElseThrow(
                () ->
                    new InvalidInput(
                        "output is not set, must be the folder of the results; add it or --output"
                            + " DIR"));
    List<BenchmarkRun> runs =
        tasks.stream()
            .map(named -> BenchmarkRun.of(named.task(), judge.seed()).labelled(label))
            .toList();
    try (EvaluatedJudge evaluated = new EvaluatedJudge(type, judge)) {
      List<BenchmarkRun.Prepared> prepared = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        Path own = folder.resolve(tasks.get(i).folder());
        prepared.add(runs.get(i).prepared(evaluated, Optional.of(own), resume));
      }
      for (BenchmarkRun.Prepared each : prepared) {
        results.accept(each.run(() -> {}));
      }
    }
  }
}
