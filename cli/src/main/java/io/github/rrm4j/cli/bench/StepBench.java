package io.github.rrm4j.cli.bench;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm bench step}: a whole iteration of GRPO with a trivial reward. */
@Command(
    name = "step",
    description = "An iteration of GRPO: sampling, a reward (share of even ids), one update.",
    mixinStandardHelpOptions = true)
final class StepBench implements Callable<Integer> {

  @Mixin private BenchOptions options;
  @Mixin private UpdateOptions update;

  @Option(
      names = "--group",
      defaultValue = "8",
      description = "Samples of a prompt, at most as many as rows (${DEFAULT-VALUE}).")
  private int group;

  @Override
  public Integer call() {
    BenchShape shape = options.shape;
    int rows = options.rows(shape.rows);
    int size = Math.min(group, rows);
    List<Double> seconds = new ArrayList<>();
    List<Double> sampling = new ArrayList<>();
    int positions = shape.prompt + shape.newTokens;
    try (BenchModel bench =
        new BenchModel(shape.config(positions), update.loraRank, options.open())) {
      RolloutEngine engine = new LocalEngine(bench.model, id -> false, rows, bench.manager);
      TokenUpdate step = update.open(bench);
      for (int rep = 0; rep <= options.reps; rep++) {
        long start = System.nanoTime();
        List<List<Rollout>> groups =
            engine.generate(
                requests(rows / size, Key.of(rep, "bench")),
                size,
                new Sampling(1, shape.newTokens));
        double sampled = (System.nanoTime() - start) / 1e9;
        train(step, groups);
        if (rep > 0) {
          seconds.add((System.nanoTime() - start) / 1e9);
          sampling.add(sampled);
        }
      }
    }
    System.out.println(
        update
            .describe(options.line("step"))
            .with("rows", rows)
            .with("group", size)
            .rate((long) rows * shape.newTokens, seconds)
            .with("seconds/rollout", Measurement.median(sampling))
            .with(
                "planned_peak_mib",
                update.plannedMib(options, shape.config(positions), rows, size, shape.prompt))
            .withPeak(Measurement.peakMib()));
    return ExitCode.OK;
  }

  private List<Request> requests(int count, Key key) {
    return IntStream.range(0, count)
        .mapToObj(
            p ->
                new Request(
                    IntStream.range(0, options.shape.prompt)
                        .map(i -> key.with(p).with("prompt").below(i, options.shape.vocab))
                        .toArray(),
                    key.with(p)))
        .toList();
  }

  private static void train(TokenUpdate update, List<List<Rollout>> groups) {
    double[][] rewards =
        groups.stream()
            .map(g -> g.stream().mapToDouble(StepBench::reward).toArray())
            .toArray(double[][]::new);
    double[] advantages =
        Arrays.stream(GroupAdvantages.GROUP_STD.of(rewards))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    List<Rollout> rollouts = groups.stream().flatMap(List::stream).toList();
    MiniBatch batch = UpdateOptions.batch(rollouts, advantages);
    update.apply(batch.sequences(), batch, 1, 1e-5);
  }

  private static double reward(Rollout rollout) {
    int[] ids = rollout.sequence().completion();
    return Arrays.stream(ids).filter(id -> id % 2 == 0).count() / (double) ids.length;
  }
}
