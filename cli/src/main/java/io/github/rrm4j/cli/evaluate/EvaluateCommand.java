package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.Choices;
import io.github.rrm4j.cli.option.Cluster;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.OnOption;
import io.github.rrm4j.cli.option.RouterOption;
import io.github.rrm4j.cli.option.SplitVotesOption;
import io.github.rrm4j.cli.option.StopOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.experiments.benchmark.BenchmarkConfig;
import io.github.rrm4j.experiments.benchmark.BenchmarkRun;
import io.github.rrm4j.experiments.benchmark.BenchmarkSlice;
import io.github.rrm4j.experiments.benchmark.EvaluatedJudge;
import io.github.rrm4j.experiments.benchmark.JudgeType;
import io.github.rrm4j.experiments.benchmark.Task;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm evaluate --model DIR --benchmark NAME --input PATH}, or {@code evaluate CONFIG}. */
@Command(
    name = "evaluate",
    description = {
      "Measures a judge on a benchmark, or on the several of a config (configs/benchmarks/).",
      "With --output every judgement is kept; after a kill --resume goes on and judges nothing"
          + " twice."
    },
    mixinStandardHelpOptions = true)
public final class EvaluateCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "A config of one judge and several benchmarks.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of the config; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Mixin private JudgeOption model;

  @Option(
      names = "--judge-type",
      paramLabel = "TYPE",
      defaultValue = "model",
      description =
          "model, scalar (a reward model that gives scores), or a baseline: length, first, random;"
              + " default: ${DEFAULT-VALUE}.")
  private JudgeType type;

  @Option(
      names = "--benchmark",
      paramLabel = "NAME",
      defaultValue = Benchmarks.PREFERENCE,
      completionCandidates = Choices.OfBenchmarks.class,
      description = "The benchmark (--benchmarks lists them); default: ${DEFAULT-VALUE}.")
  private String benchmark;

  @Option(names = "--benchmarks", description = "List the benchmarks.")
  private boolean list;

  @Option(
      names = "--input",
      paramLabel = "PATH",
      description = "The benchmark's files as published: a file, a folder or a glob.")
  private Optional<String> input = Optional.empty();

  @Option(
      names = "--votes",
      paramLabel = "K",
      split = ",",
      defaultValue = "1",
      description = {
        "Independent judgements of each comparison and order; default: ${DEFAULT-VALUE}.",
        "Of several numbers (1,3,5,16) as many as the largest one are drawn, and voting@ is told of"
            + " each; of one also of fewer: 1, 2, 4, ..."
      })
  private List<Integer> votes = new ArrayList<>();

  @Mixin private StopOption stop;

  @Mixin private RouterOption router;

  @Mixin private SplitVotesOption splits;

  @Option(
      names = "--orders",
      paramLabel = "ORDERS",
      completionCandidates = Choices.OfOrders.class,
      description = "one (a coin decides) or both; default: as the benchmark has it.")
  private Optional<Orders> orders = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "At most N items, drawn by --seed in proportion to the benchmark's subsets; default:"
              + " all.")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--judgements",
      paramLabel = "FILE",
      description =
          "Score verdicts that were made elsewhere (docs/evaluation.md), without a model.")
  private Optional<Path> judgements = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder of the results: result.json, items.jsonl, judgements.jsonl.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--label",
      paramLabel = "NAME",
      description =
          "What reports call the result, in the place of its folder; no judgement depends on it.")
  private Optional<String> label = Optional.empty();

  @Option(names = "--resume", description = "Go on with the judgements that --output holds.")
  private boolean resume;

  @Mixin private OnOption on;

  @Override
  public Integer call() throws IOException {
    if (list) {
      for (Benchmark each : Benchmarks.all()) {
        System.out.printf(Locale.ROOT, "%-14s  %s%n", each.name(), each.info().description());
      }
      return ExitCode.OK;
    }
    label.ifPresent(BenchmarkRun::checkLabel);
    boolean elsewhere = on.elsewhere();
    if (config.isPresent()) {
      if (elsewhere) {
        throw new InvalidInput(
            "evaluate: --on is given with a config, must be with the flags of one benchmark; use"
                + " --benchmark, --input and the others");
      }
      if (input.isPresent() || judgements.isPresent()) {
        throw new InvalidInput("evaluate: give a config, or --input and the other flags, not both");
      }
      router.checkNone("with a config, whose judge answers alone; use flags");
      BenchmarkConfig.read(config.get(), settings)
          .run(output, resume, label, result -> System.out.println(ResultText.of(result) + "\n"));
      return ExitCode.OK;
    }
    if (!settings.isEmpty()) {
      throw new InvalidInput("evaluate: --set is for the keys of a config; name one, or use flags");
    }
    if (resume && output.isEmpty()) {
      throw new InvalidInput("evaluate: --resume needs --output, the folder to go on with; add it");
    }
    if (label.isPresent() && output.isEmpty()) {
      throw new InvalidInput(
          "evaluate: --label needs --output, the folder whose result it names; add it");
    }
    if (type == JudgeType.SCALAR) {
      model.checkScalar();
    }
    if (elsewhere && judgements.isPresent()) {
      throw new InvalidInput(
          "evaluate: --on is given with --judgements, which asks no judge; leave it out");
    }
    if (type != JudgeType.MODEL || judgements.isPresent()) {
      router.checkNone("where no reasoning judge is asked");
    }
    int most = Collections.max(votes);
    List<Integer> shown = votes.size() == 1 ? List.of() : votes;
    JudgeSpec spec = router.of(model.spec());
    if (spec.router().isPresent() && !shown.isEmpty()) {
      throw new InvalidInput(
          "--votes has several numbers, must be one with --router-model: a direct judge's answer is"
              + " no sample of several votes; give one");
    }
    Task task =
        new Task(
            benchmark, input, most, stop.rule(), shown, splits.rule(), orders, limit, judgements);
    if (on.slice()) {
      try (EvaluatedJudge judge = new EvaluatedJudge(type, spec)) {
        BenchmarkSlice.judge(task, judge, Path.of(input.orElseThrow()), output.orElseThrow());
      }
      return ExitCode.OK;
    }
    BenchmarkRun run = BenchmarkRun.of(task, spec.seed()).labelled(label);
    if (elsewhere) {
      try (Cluster.Executors executors = on.open();
          EvaluatedJudge judge = EvaluatedJudge.elsewhere(type, spec, executors, on.rows())) {
        System.out.println(ResultText.of(run.prepared(judge, output, resume).run(() -> {})));
        executors.use().forEach(System.err::println);
      }
      return ExitCode.OK;
    }
    try (EvaluatedJudge judge = new EvaluatedJudge(type, spec)) {
      System.out.println(ResultText.of(run.prepared(judge, output, resume).run(() -> {})));
      judge.spending().ifPresent(System.err::println);
    }
    return ExitCode.OK;
  }
}
