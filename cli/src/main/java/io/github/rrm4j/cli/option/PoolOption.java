package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.scaling.SubsetVotes;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.judging.pool.JudgementPool;
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
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "What is judged: a file of the user's, or the word miniature.")
  public String data;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pool and of the results.")
  private Path output;

  @Option(names = "--resume", description = "Use the judgements that are in DIR, and extend them.")
  private boolean resume;

  /** What decides the judgements of a pool. */
  public ObjectNode settings(JudgeOption.Opened judge, Asking.Orders orders) {
    ObjectNode settings = model.described(judge);
    if (judge.sampling().budget().isEmpty()) {
      settings.remove("verdict_tokens"); // of no matter without a budget
    }
    return settings.put("data", world.described(data)).put("orders", orders.name());
  }

  public PoolFolder folder(String results) {
    return new PoolFolder(output, results);
  }

  public Path file(JudgeOption.Opened judge, String name, String results, Asking.Orders orders)
      throws IOException {
    return folder(results).pool(name, settings(judge, orders), resume);
  }

  /** The file of verdicts under budgets. */
  public Path forced(JudgeOption.Opened judge, Asking.Orders orders) throws IOException {
    ObjectNode settings = settings(judge, orders).put("verdict_tokens", model.verdictTokens());
    return folder("scaling").pool("forced", settings, resume);
  }

  public Key key() {
    return Key.of(model.seed(), "pool");
  }

  public Asking asking(JudgeOption.Opened judge, Asking.Orders orders) {
    return new Asking(judge.judge(), judge.engine(), judge.sampling(), orders, key(), model.rows());
  }

  /**
   * @param flag of the number of judgements, for messages
   * @throws InvalidInput if the number cannot be
   */
  public static void checkSamples(JudgeOption.Opened judge, String flag, int samples, int most) {
    if (samples < 1 || samples > SubsetVotes.MOST) {
      throw new InvalidInput(
          "%s is %d, must be from 1 to %d".formatted(flag, samples, SubsetVotes.MOST));
    }
    if (samples > most && judge.sampling().temperature() == 0) {
      throw new InvalidInput(
          "%s is %d: judgements at temperature 0 are all the same; raise the temperature or take %d"
              .formatted(flag, samples, most));
    }
  }

  /** Fills a pool; see {@link PoolFilling}. */
  public void fill(
      JudgementPool pool, Asking asking, List<OpenPair> pairs, int n, Progress progress)
      throws IOException {
    new PoolFilling(data, asking, progress, () -> {}).fill(pool, pairs, n);
  }
}
