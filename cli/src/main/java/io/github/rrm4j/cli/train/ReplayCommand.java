package io.github.rrm4j.cli.train;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.run.RunFolder;
import io.github.rrm4j.experiments.run.Training;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.replay.BatchReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm replay RUN}. */
@Command(
    name = "replay",
    description =
        "Runs the update of a stored rollout batch again, without sampling, and compares its numbers with those that were logged. The run is only read.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

  /** What can differ once the batch has been sampled. */
  private static final List<String> SECTIONS =
      List.of("grpo.", "reward.", "update.", "watch.", "engine.");

  @Parameters(paramLabel = "RUN", description = "The folder of a run with log.batches_every.")
  private Path run;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "The step of the run; without it, the steps that can be replayed are named.")
  private Optional<Long> step = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Another objective, reward or memory setting for the update (grpo, reward, update, watch, engine); may be repeated.")
  private List<String> settings = List.of();

  @Override
  public Integer call() throws IOException {
    Path saved = run.resolve("config.yaml");
    if (!Files.isRegularFile(saved)) {
      throw new InvalidInput(run + ": is not the folder of a run (no config.yaml); name one");
    }
    for (String setting : settings) {
      if (SECTIONS.stream().noneMatch(setting::startsWith)) {
        throw new InvalidInput(
            "replay: --set "
                + setting
                + " was decided when the batch was sampled, must be a key below grpo, reward, update, watch or engine; leave it out");
      }
    }
    RunConfig config = RunConfig.of(saved, settings);
    RunConfig own = RunConfig.of(saved, List.of());
    refuseOtherOrders(config.plan().grpo().batch().orders(), own.plan().grpo().batch().orders());
    BatchReplay replay =
        new BatchReplay(new RunFolder(run, config, false).prepared(), run, Training.device(config));
    if (step.isEmpty()) {
      SortedSet<Long> steps = replay.steps();
      System.out.println(
          steps.isEmpty()
              ? "no step of " + run + " can be replayed (log.batches_every, checkpoint.keep_every)"
              : "can be replayed: "
                  + String.join(", ", steps.stream().map(String::valueOf).toList()));
      return ExitCode.OK;
    }
    return compare(step.get(), replay.of(step.get()));
  }

  private static void refuseOtherOrders(PairOrders set, PairOrders own) {
    if (set != own) {
      boolean group = set == PairOrders.ONE_GROUP || own == PairOrders.ONE_GROUP;
      throw InvalidInput.of(
          "replay: grpo.%s is %s, must be %s as when the batch was sampled; leave it out",
          group ? "group_orders" : "both_orders",
          group ? inOneGroup(set) : set == PairOrders.TWO_GROUPS,
          group ? inOneGroup(own) : own == PairOrders.TWO_GROUPS);
    }
  }

  private static String inOneGroup(PairOrders orders) {
    return orders == PairOrders.ONE_GROUP ? "both" : "one";
  }

  /** Under the run's own settings another number is a failure. */
  private int compare(long number, BatchReplay.Result result) {
    System.out.printf(
        Locale.ROOT,
        "step %d: %d groups, weights of %s%n",
        number,
        result.groups(),
        result.weights());
    System.out.printf(Locale.ROOT, "  %-28s %14s %14s%n", "", "logged", "again");
    Set<String> names = new LinkedHashSet<>(result.again().keySet());
    names.addAll(result.logged().keySet());
    int different = 0;
    for (String name : names) {
      boolean same = equal(name, result.logged(), result.again());
      different += same ? 0 : 1;
      System.out.printf(
          Locale.ROOT,
          "%s %-28s %14s %14s%n",
          same ? " " : "*",
          name,
          text(result.logged().get(name)),
          text(result.again().get(name)));
    }
    result.lines().forEach(System.out::println);
    System.out.println(
        different == 0
            ? Text.format("all %d numbers are those that were logged", names.size())
            : Text.format("%d of %d numbers differ (*)", different, names.size()));
    return different > 0 && settings.isEmpty() ? ExitCode.FAILURE : ExitCode.OK;
  }

  private static boolean equal(String name, Map<String, Double> one, Map<String, Double> other) {
    Double a = one.get(name);
    return a != null && a.equals(other.get(name));
  }

  private static String text(Double value) {
    return value == null ? "-" : Text.format("%.7g", value);
  }
}
