package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.scaling.SubsetVotes;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.experiments.pool.PoolFilling;
import io.github.rrm4j.experiments.pool.PoolFolder;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that computes something from a pool of judgements. */
public final class PoolOption {

  @Mixin public JudgeOption model;

  @Mixin public WorldOption world;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "What is judged: a file of the user's, or the word miniature.")
  public String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pool and of the results.")
  private Path output;

  @Option(names = "--resume", description = "Use the judgements that are in DIR, and extend them.")
  private boolean resume;

  /** What decides the judgements of a pool. */
  public ObjectNode settings(Judge judge, Orders orders) {
    ObjectNode settings = judge.spec().described();
    if (judge.sampling().budget().isEmpty()) {
      settings.remove("verdict_tokens"); // of no matter without a budget
    }
    return settings.put("data", world.described(input)).put("orders", orders.name());
  }

  public PoolFolder folder(String results) {
    return new PoolFolder(output, results);
  }

  public Path file(Judge judge, String name, String results, Orders orders) throws IOException {
    return folder(results).pool(name, settings(judge, orders), resume);
  }

  /** The file of verdicts under budgets. */
  public Path forced(Judge judge, Orders orders) throws IOException {
    int verdictTokens = judge.spec().sampling().verdictTokens();
    ObjectNode settings = settings(judge, orders).put("verdict_tokens", verdictTokens);
    return folder("scaling").pool("forced", settings, resume);
  }

  public static Key key(Judge judge) {
    return Key.of(judge.spec().seed(), "pool");
  }

  public Asking asking(Judge judge, Orders orders) {
    return new Asking(judge.asker(), orders, key(judge), judge.spec().maxSequences());
  }

  /**
   * @throws InvalidInput if the number of judgements cannot be
   */
  public static void checkSamples(Judge judge, int samples, int most) {
    if (samples < 1 || samples > SubsetVotes.MOST) {
      throw new InvalidInput(
          "--samples is %d, must be from 1 to %d".formatted(samples, SubsetVotes.MOST));
    }
    if (samples > most && judge.sampling().temperature() == 0) {
      throw new InvalidInput(
          "--samples is %d: judgements at temperature 0 are all the same; raise the temperature or take %d"
              .formatted(samples, most));
    }
  }

  /** What fills a pool. */
  public PoolFilling filling(Asking asking, Progress progress) {
    return new PoolFilling(input, asking, WindowProgress.of(progress));
  }

  /** Keeps the tables of a command, and prints them. */
  public void write(
      String results,
      String command,
      ObjectNode settings,
      Progress progress,
      List<ResultRows> tables)
      throws IOException {
    folder(results).write(command, settings, tables);
    progress.close();
    tables.forEach(table -> System.out.println(table.table().markdown()));
  }
}
