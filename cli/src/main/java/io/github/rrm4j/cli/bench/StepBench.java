package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm bench step}: a whole iteration of GRPO with a trivial reward. */
@Command(
    name = "step",
    description = "An iteration of GRPO: sampling, a reward (share of even ids), one update.",
    mixinStandardHelpOptions = true)
final class StepBench implements Callable<Integer> {

  private static final String WHOLE = "whole";

  @Mixin private BenchOptions options;
  @Mixin private UpdateOptions update;

  @Option(
      names = "--group",
      defaultValue = "8",
      description = "Samples of a prompt, at most as many as rows (${DEFAULT-VALUE}).")
  private int group;

  @Option(
      names = "--profile",
      description =
          "Waits for the device after each part of a step, adds the log-probs that a reference needs, and prints a table of where the time went.")
  private boolean profile;

  @Override
  public Integer call() {
    BenchShape shape = options.shape;
    int rows = options.rows(shape.rows);
    int size = Math.min(group, rows);
    List<Double> seconds = new ArrayList<>();
    Map<String, Double> parts = new LinkedHashMap<>();
    int positions = shape.prompt + shape.newTokens;
    Device device = options.open();
    BenchModel.Types types = options.types(device, update.loraRank == 0);
    DeviceMemory used = DeviceMemory.before(device);
    try (BenchModel bench =
        new BenchModel(shape.config(positions), types, update.loraRank, device)) {
      RolloutEngine engine = new LocalEngine(bench.model, id -> false, rows, bench.manager);
      TokenUpdate step = update.open(bench);
      if (profile) {
        step.optimizerStep().timeExactly(bench::await);
      }
      for (int rep = 0; rep <= options.reps; rep++) {
        List<Request> requests =
            BenchWork.requests(rows / size, shape.prompt, shape.vocab, Key.of(rep, "bench"));
        Map<String, Double> its = iteration(bench, engine, step, requests, size);
        if (rep > 0) {
          seconds.add(its.remove(WHOLE));
          its.forEach((part, s) -> parts.merge(part, s / options.reps, Double::sum));
        }
      }
      used = used.after();
    }
    Measurement line =
        update
            .describe(options.line("step", types))
            .with("rows", rows)
            .with("group", size)
            .rate((long) rows * shape.newTokens, seconds)
            .with(
                "planned_peak_mib",
                update.plannedMib(
                    options, types, shape.config(positions), rows, size, shape.prompt));
    parts.forEach((part, s) -> line.with("seconds/" + part, s));
    System.out.println(line.withPeak(Measurement.peakMib()).with("device_mib", used.mib()));
    if (profile) {
      System.out.println(
          table(parts, Measurement.median(seconds)).text(Columns.of(Integer.MAX_VALUE)));
    }
    return ExitCode.OK;
  }

  /** Seconds of the parts of an iteration, and of the whole. */
  private Map<String, Double> iteration(
      BenchModel bench,
      RolloutEngine engine,
      TokenUpdate step,
      List<Request> requests,
      int samples) {
    Stopwatch watch = new Stopwatch(profile ? bench::await : () -> {});
    long start = System.nanoTime();
    RolloutEngine.Outcome outcome =
        engine.run(requests, samples, new Sampling(1, options.shape.newTokens));
    watch.lap("rollout");
    if (profile) {
      update.logprobs(bench, outcome.groups());
      watch.lap("logprobs");
    }
    MiniBatch batch = batch(outcome.groups());
    watch.lap("rewards");
    Map<String, Double> parts = new LinkedHashMap<>();
    Occupancy slots = outcome.occupancy();
    parts.put("rollout", 0.0);
    parts.put("rollout/prompts", slots.fillSeconds());
    parts.put("rollout/decode", slots.decodeSeconds());
    parts.putAll(watch.seconds());
    step.apply(batch.sequences(), batch, 1, BenchWork.RATE).seconds().forEach(parts::put);
    bench.await();
    parts.put(WHOLE, (System.nanoTime() - start) / 1e9);
    return parts;
  }

  /** The parts of an iteration; those of the rollout are behind it, and in it. */
  static Table table(Map<String, Double> parts, double whole) {
    List<List<Cell>> rows = new ArrayList<>();
    parts.forEach(
        (part, seconds) ->
            rows.add(
                List.of(
                    Cell.text(part),
                    Cell.number(seconds, Unit.PLAIN),
                    Cell.number(seconds / whole, Unit.PERCENT))));
    return Table.of(
        "",
        List.of(Column.text("part"), Column.number("seconds"), Column.number("% of a step")),
        rows);
  }

  private static MiniBatch batch(List<List<Rollout>> groups) {
    double[][] rewards =
        groups.stream()
            .map(g -> g.stream().mapToDouble(StepBench::reward).toArray())
            .toArray(double[][]::new);
    double[] advantages =
        Arrays.stream(GroupAdvantages.GROUP_STD.of(rewards))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    List<Rollout> rollouts = groups.stream().flatMap(List::stream).toList();
    return BenchWork.batch(rollouts, advantages);
  }

  private static double reward(Rollout rollout) {
    int[] ids = rollout.sequence().completion();
    return Arrays.stream(ids).filter(id -> id % 2 == 0).count() / (double) ids.length;
  }
}
