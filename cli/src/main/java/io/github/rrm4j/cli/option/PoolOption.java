package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.VoteSubsets;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.data.JudgedLists;
import io.github.rrm4j.experiments.data.JudgedPairs;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.pool.PoolFilling;
import io.github.rrm4j.experiments.pool.PoolFolder;
import io.github.rrm4j.experiments.pool.PoolUse;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that computes something from a pool of judgements. */
public final class PoolOption {

  @Mixin private JudgeOption model;

  @Mixin private WorldOption world;

  @Option(
      names = "--benchmark",
      paramLabel = "NAME",
      completionCandidates = Choices.OfBenchmarks.class,
      description =
          "--input has the files of this benchmark (evaluate --benchmarks lists them); what it counts is shown by its own formula.")
  private Optional<String> benchmark = Optional.empty();

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Judgements of each pair; default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pool and of the results.")
  private Path output;

  @Option(names = "--resume", description = "Use the judgements that are in DIR, and extend them.")
  private boolean resume;

  private Optional<ObjectNode> described = Optional.empty();

  public PoolOption(int samples) {
    this.samples = samples;
  }

  public interface Work {

    /** Fills the pool, and computes tables. */
    List<ResultRows> tables(PoolFilling filling, JudgementPool pool) throws IOException;
  }

  public EvaluationData data() {
    return world.data(model.spec().seed());
  }

  /** The pairs of the data, or the comparisons of the benchmark that it is of. */
  public JudgedPairs pairs() {
    return new JudgedPairs(data(), benchmark);
  }

  /** The lists of the data, or the questions of the benchmark that it is of. */
  public JudgedLists lists() {
    return new JudgedLists(data(), benchmark, Optional.empty());
  }

  /** The benchmark that the data is of; empty where nobody named one. */
  public Optional<String> benchmark() {
    return benchmark;
  }

  /** The seed of judgements and bootstraps. */
  public long seed() {
    return model.spec().seed();
  }

  public int samples() {
    return samples;
  }

  /** The judge's thinking budget, where one is set. */
  public OptionalInt thinkingBudget() {
    return model.spec().sampling().thinkingBudget();
  }

  /**
   * Opens judge and pool, and keeps and prints what is computed.
   *
   * @throws InvalidInput if there cannot be so many judgements, or the folder has a pool of other
   *     settings
   */
  public int compute(PoolUse use, Orders orders, Work work) throws IOException {
    try (Judge judge = Judge.open(model.spec());
        Progress progress = Progress.onStandardError()) {
      checkSamples(judge, samples(), orders.different());
      ObjectNode settings = settings(judge.spec(), orders);
      PoolFolder folder = new PoolFolder(output, use.results());
      PoolFilling filling =
          new PoolFilling(data().data(), judge, orders, WindowProgress.of(progress));
      Path file = folder.pool(use.pool(), settings, resume);
      try (JudgementPool pool = filling.pool(file, use.keepsTokens())) {
        List<ResultRows> tables = new ArrayList<>(work.tables(filling, pool));
        filling.prompts().ifPresent(tables::add);
        filling.failed().ifPresent(tables::add);
        folder.write(use.command(), settings.put(use.count(), samples()), tables);
        progress.close();
        judge.spending().ifPresent(System.err::println);
        for (ResultRows table : tables) {
          System.out.println(table.name().replace('_', ' '));
          System.out.println(table.table().text(Columns.of(Integer.MAX_VALUE)));
        }
      }
    }
    return ExitCode.OK;
  }

  /** What decides a judgement; the files of the model and of the data are read once. */
  private ObjectNode settings(JudgeSpec spec, Orders orders) {
    if (described.isEmpty()) {
      described = Optional.of(describe(spec, orders));
    }
    return described.get().deepCopy();
  }

  private ObjectNode describe(JudgeSpec spec, Orders orders) {
    ObjectNode settings = spec.described();
    if (spec.sampling().thinkingBudget().isEmpty()) {
      settings.remove("verdict_tokens"); // of no matter without a budget
    }
    benchmark.ifPresent(name -> settings.put("benchmark", name));
    return data().describe(settings).put("orders", orders.name());
  }

  /** The file of verdicts under budgets. */
  public Path forced(Orders orders) throws IOException {
    JudgeSpec spec = model.spec();
    int verdictTokens = spec.sampling().verdictTokens();
    return new PoolFolder(output, PoolUse.BUDGET.results())
        .pool("forced", settings(spec, orders).put("verdict_tokens", verdictTokens), resume);
  }

  private static void checkSamples(Judge judge, int samples, int most) {
    if (samples < 1 || samples > VoteSubsets.MOST) {
      throw InvalidInput.of("--samples is %d, must be from 1 to %d", samples, VoteSubsets.MOST);
    }
    if (samples > most && judge.sampling().temperature() == 0) {
      throw InvalidInput.of(
          "--samples is %d: judgements at temperature 0 are all the same; raise the temperature or take %d",
          samples, most);
    }
  }
}
