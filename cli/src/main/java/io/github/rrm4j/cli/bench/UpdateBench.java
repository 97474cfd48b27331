package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.trainer.grpo.MiniBatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm bench update}: one optimizer step of GRPO on rows of one length. */
@Command(
    name = "update",
    description = "An optimizer step: forward, clipped loss, backward, AdamW.",
    mixinStandardHelpOptions = true)
final class UpdateBench implements Callable<Integer> {

  @Mixin private BenchOptions options;
  @Mixin private UpdateOptions update;

  @Option(names = "--length", paramLabel = "N", description = "Tokens of a row, prompt included.")
  private Integer length;

  @Override
  public Integer call() {
    BenchShape shape = options.shape;
    int rows = options.rows(shape.trainRows);
    int total = length == null ? shape.prompt + shape.trainedTokens() : length;
    int trained = total - shape.prompt;
    List<Double> seconds = new ArrayList<>();
    Map<String, Double> parts = new TreeMap<>();
    double peak;
    OptionalLong memory;
    Device device = options.open();
    BenchModel.Types types = options.types(device, update.loraRank == 0);
    DeviceMemory used = DeviceMemory.before(device);
    try (BenchModel bench = new BenchModel(shape.config(total), types, update.loraRank, device)) {
      TokenUpdate step = update.open(bench);
      for (int rep = 0; rep <= options.reps; rep++) {
        Key key = Key.of(rep, "bench");
        MiniBatch batch = BenchWork.batch(rows, shape.prompt, trained, shape.vocab, key);
        long start = System.nanoTime();
        UpdateResult<TokenUpdate.Numbers> result =
            step.apply(batch.sequences(), batch, 1, BenchWork.RATE);
        if (rep > 0) {
          seconds.add((System.nanoTime() - start) / 1e9);
          result.seconds().forEach((name, s) -> parts.merge(name, s / options.reps, Double::sum));
        }
      }
      memory = Measurement.peakMib(); // before the products, which take some of their own
      used = used.after();
      peak = Roofline.flops(device, types.compute() != DataType.FLOAT32) / 1e9;
    }
    double gflops = shape.trainFlops(rows, total, trained) / Measurement.median(seconds) / 1e9;
    Measurement line =
        update
            .describe(options.line("update", types))
            .with("rows", rows)
            .with("length", total)
            .rate((long) rows * total, seconds)
            .with("gflops", gflops)
            .with("gemm_peak_gflops", peak)
            .with("gemm_peak_share", gflops / peak)
            .with(
                "planned_peak_mib",
                update.plannedMib(options, types, shape.config(total), rows, 0, shape.prompt));
    parts.forEach((name, s) -> line.with("seconds/" + name, s));
    System.out.println(line.withPeak(memory).with("device_mib", used.mib()));
    return ExitCode.OK;
  }
}
