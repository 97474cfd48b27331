package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.Choices;
import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.SplitVotesOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.agreement.Agreement;
import io.github.rrm4j.evaluation.agreement.HumanLabels;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm agree --judge RESULTS --human FILE}. */
@Command(
    name = "agree",
    description = {
      "Says how far a judge agrees with people, and people with each other, on pairs that both have"
          + " labelled.",
      "Coefficients, the ceiling that people set, where the judge is worst, and how it has changed"
          + " since an earlier version; docs/agreement.md has the formulas."
    },
    mixinStandardHelpOptions = true)
public final class AgreeCommand implements Callable<Integer> {

  @Option(
      names = "--judge",
      required = true,
      paramLabel = "RESULTS",
      description = "A folder of evaluate --output, or a file of verdicts (docs/evaluation.md).")
  private Path judge;

  @Option(
      names = "--human",
      required = true,
      paramLabel = "FILE",
      description =
          "Labels of people: rows of id with annotator and label, labels, annotator1, annotator2,"
              + " ..., or label; with --benchmark its own files.")
  private String human;

  @Option(
      names = "--benchmark",
      paramLabel = "NAME",
      completionCandidates = Choices.OfBenchmarks.class,
      description =
          "The labels are those of this benchmark: of each annotator where it publishes them"
              + " (pandalm), else which response is better.")
  private Optional<String> benchmark = Optional.empty();

  @Option(
      names = "--before",
      paramLabel = "RESULTS",
      description = "What an earlier version of the judge said of the same pairs.")
  private Optional<Path> before = Optional.empty();

  @Mixin private SplitVotesOption splits;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder of agreement.json, which report and board show; that of the evaluation will do.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description =
          "Seed of the bootstrap and of coins for split votes; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    Optional<Benchmark> owners = benchmark.map(Benchmarks::named);
    HumanLabels people =
        owners.map(one -> HumanLabels.of(one, human)).orElseGet(() -> HumanLabels.read(file()));
    Verdicts verdicts = verdicts(judge, owners);
    Agreement agreement =
        new Agreement(people, verdicts, before.map(path -> verdicts(path, owners)), seed);
    System.out.println(agreement.summary());
    agreement.remarks().forEach(System.out::println);
    List<ResultRows> tables = agreement.tables();
    for (ResultRows table : tables) {
      System.out.println();
      System.out.print(table.table().text(Columns.of(Integer.MAX_VALUE)));
    }
    if (output.isPresent()) {
      Path written = output.get().resolve(Agreement.FILE);
      Files.createDirectories(output.get());
      AtomicFiles.write(written, Json.pretty(agreement.json(tables)));
      System.out.println("\n" + written + ": ./rrm report " + output.get() + " shows it as a page");
    }
    return ExitCode.OK;
  }

  private Path file() {
    return Path.of(human);
  }

  /** The verdicts of a folder or a file. */
  private Verdicts verdicts(Path given, Optional<Benchmark> owners) {
    Path file = JudgementLog.fileOf(given);
    Verdicts verdicts = new Verdicts(SplitRule.of(splits.rule(), seed));
    Map<String, Integer> remarks = new LinkedHashMap<>();
    if (owners.isPresent()) {
      JudgementLog.read(
          file, owners.get(), verdicts, remark -> remarks.merge(remark, 1, Integer::sum));
    } else {
      JudgementLog.read(file, verdicts);
    }
    remarks.forEach((remark, count) -> System.out.println(given + ": " + count + " " + remark));
    return verdicts;
  }
}
