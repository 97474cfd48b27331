package io.github.rrm4j.cli.evaluate;

import static io.github.rrm4j.config.Rule.atLeast;

import io.github.rrm4j.cli.evaluate.EvaluateCommand.Kind;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.Bounds;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.Orders;
import io.github.rrm4j.model.ComputeType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/**
 * One judge and several benchmarks, as a config has them; the one place where its keys are read.
 *
 * @param output the folder of all results
 * @param judge the options of the judge
 * @param kind a model or a baseline
 * @param tasks the benchmarks, by the name of their folder in {@code output}
 */
record EvaluationConfig(Optional<Path> output, JudgeOption judge, Kind kind, List<Named> tasks) {

  /** A benchmark and the folder of its results. */
  record Named(String folder, Task task) {}

  /** The defaults of every key. */
  static BaseConfig base() {
    return BaseConfig.fromClasspath("configs/base/benchmarks.yaml");
  }

  /**
   * @param settings {@code a.b=value}
   * @throws InvalidInput naming every problem
   */
  static EvaluationConfig read(Path file, List<String> settings) {
    return of(ConfigTree.load(base(), file, settings).reader());
  }

  static EvaluationConfig of(ConfigReader c) {
    Optional<Path> output = c.optionalText("output").map(Path::of);
    Kind kind = c.section("judge").choice("kind", Kind.class);
    List<String> flags = flags(c.section("judge"), c.integer("seed"));
    c.section("benchmark").record(Keys.class); // the defaults of every benchmark
    List<Keys> keys =
        c.sections("benchmarks", "benchmark", "name").stream()
            .map(each -> each.record(Keys.class))
            .toList();
    if (keys.isEmpty()) {
      c.problem("benchmarks", "is not set, must name at least one benchmark");
    }
    c.finish();
    JudgeOption judge = new JudgeOption();
    new CommandLine(judge)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(flags.toArray(String[]::new));
    List<Named> tasks = new ArrayList<>();
    Set<String> folders = new HashSet<>();
    for (Keys each : keys) {
      Named task = each.named();
      if (!folders.add(task.folder())) {
        throw new InvalidInput(
            "benchmarks: '%s' names the folder of two, must be of one; give one of them another folder"
                .formatted(task.folder()));
      }
      tasks.add(task);
    }
    return new EvaluationConfig(output, judge, kind, tasks);
  }

  /** The keys of a benchmark; the defaults have no name. */
  private record Keys(
      Optional<String> name,
      Optional<String> folder,
      Optional<String> data,
      @Bounds(min = 1) int votes,
      Optional<Orders> orders,
      @Bounds(min = 1) Optional<Integer> items,
      Optional<String> judgements) {

    Named named() {
      String benchmark = name.orElseThrow();
      Task task = new Task(benchmark, data, votes, orders, items, judgements.map(Path::of));
      return new Named(folder.orElse(benchmark), task);
    }
  }

  /** The judge's keys as the flags that mean the same. */
  private static List<String> flags(ConfigReader c, long seed) {
    List<String> flags = new ArrayList<>(List.of("--seed", String.valueOf(seed)));
    add(flags, "--model", c.optionalText("model"));
    add(flags, "--adapter", c.optionalText("adapter"));
    add(flags, "--template", c.optionalText("template"));
    c.optionalNumber("temperature", atLeast(0))
        .ifPresent(t -> add(flags, "--temperature", Optional.of("" + t)));
    c.optionalInteger("max_new_tokens", atLeast(1))
        .ifPresent(n -> add(flags, "--max-new-tokens", Optional.of("" + n)));
    c.optionalInteger("thinking_budget", atLeast(1))
        .ifPresent(n -> add(flags, "--thinking-budget", Optional.of("" + n)));
    add(flags, "--verdict-tokens", Optional.of("" + c.count("verdict_tokens", atLeast(1))));
    add(flags, "--compute", Optional.of(c.choice("compute", ComputeType.class).name()));
    add(flags, "--device", Optional.of(c.text("device")));
    add(flags, "--rows", Optional.of("" + c.count("max_num_seqs", atLeast(1))));
    return flags;
  }

  private static void add(List<String> flags, String flag, Optional<String> value) {
    value.ifPresent(text -> flags.addAll(List.of(flag, text)));
  }

  /**
   * Reads all benchmarks, then has one after the other judged.
   *
   * @param given another folder of all results
   * @param resume whether the folder may hold some already
   */
  void run(Optional<Path> given, boolean resume) throws IOException {
    Path folder =
        given
            .or(() -> output)
            .orElseThrow(
                () ->
                    new InvalidInput(
                        "output is not set, must be the folder of the results; add it or --output DIR"));
    List<BenchmarkRun> runs = tasks.stream().map(named -> BenchmarkRun.of(named.task())).toList();
    try (Examinee examinee = new Examinee(judge, kind)) {
      for (int i = 0; i < runs.size(); i++) {
        Path own = folder.resolve(tasks.get(i).folder());
        runs.get(i).prepared(examinee, Optional.of(own), resume);
      }
      for (BenchmarkRun run : runs) {
        ResultText.of(run.run(examinee)).forEach(System.out::println);
        System.out.println();
      }
    }
  }
}
