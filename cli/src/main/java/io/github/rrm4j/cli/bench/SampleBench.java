package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Occupancy;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.RolloutLimits;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm bench sample}: drawing tokens at temperature 1, with their log-probs. */
@Command(
    name = "sample",
    description = "Drawing tokens: random prompts, temperature 1, with log-probs.",
    mixinStandardHelpOptions = true)
final class SampleBench implements Callable<Integer> {

  /** How long the completions are. */
  enum Lengths {
    /** All as long as the shape says. */
    FIXED,
    /** Log-normal with sigma 1 and a median of an eighth of the most; several samples a slot. */
    LONG_TAIL;

    @Override
    public String toString() {
      return Word.of(this).replace('_', '-');
    }
  }

  private static final int SAMPLES_PER_SLOT = 8;

  @Mixin private BenchOptions options;

  @Option(names = "--prompt", paramLabel = "N", description = "Tokens of a prompt.")
  private Integer prompt;

  @Option(names = "--new", paramLabel = "N", description = "Tokens of a completion, at most.")
  private Integer newTokens;

  @Option(
      names = "--lengths",
      defaultValue = "fixed",
      description = "fixed, or long-tail: log-normal with sigma 1 (${DEFAULT-VALUE}).")
  private Lengths lengths;

  @Option(
      names = "--samples-per-prompt",
      defaultValue = "1",
      paramLabel = "N",
      description = "Completions of each prompt (${DEFAULT-VALUE}); divides the sequences.")
  private int samples;

  @Option(
      names = "--static",
      description = "For comparison: a batch goes on until its longest sample has ended.")
  private boolean fixedBatches;

  private static final class Totals {
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> stepSeconds = new ArrayList<>();
    private long tokens;
    private double occupied;
    private double slotSteps;
    private long cacheBytes;
  }

  @Override
  public Integer call() {
    BenchShape shape = options.shape;
    int slots = options.rows(shape.rows);
    int promptTokens = prompt == null ? shape.prompt : prompt;
    int most = newTokens == null ? shape.newTokens : newTokens;
    if (samples < 1 || slots % samples != 0) {
      throw InvalidInput.of(
          "bench sample: --samples-per-prompt is %d, must divide the %d sequences; change it or --max-num-seqs",
          samples, slots);
    }
    Totals totals = new Totals();
    double peak;
    boolean shared;
    OptionalLong memory;
    Device device = options.open();
    BenchModel.Types types = options.types(device, false);
    DeviceMemory used = DeviceMemory.before(device);
    try (BenchModel bench = new BenchModel(shape.config(promptTokens + most), types, 0, device)) {
      RolloutLimits limits =
          fixedBatches ? new RolloutLimits(slots, Long.MAX_VALUE, 0) : new RolloutLimits(slots);
      LanguageModel judge = bench.model.packed(bench.manager); // a judge draws and does not train
      shared = judge.sharesPrompts(promptTokens, samples);
      RolloutEngine engine = new LocalEngine(judge, id -> false, limits, bench.manager);
      for (int rep = 0; rep <= options.reps; rep++) {
        int prompts = slots / samples;
        List<Request> requests = requests(prompts, promptTokens, most, Key.of(rep, "bench"));
        run(engine, requests, fixedBatches ? prompts : requests.size(), most, rep > 0, totals);
      }
      memory = Measurement.peakMib(); // before the products, which take some of their own
      used = used.after();
      peak = Roofline.flops(device, types.compute() != DataType.FLOAT32) / 1e9;
    }
    double step = Measurement.median(totals.stepSeconds);
    Measurement line =
        options
            .line("sample", types)
            .with("rows", slots)
            .with("prompt", promptTokens)
            .with("new", most)
            .with("samples_per_prompt", samples)
            .with("lengths", lengths.toString())
            .with("batching", fixedBatches ? "static" : "continuous")
            .rate(totals.tokens / options.reps, totals.seconds)
            .with("ms_per_step", 1e3 * step)
            .with("occupied_frac", totals.occupied / totals.slotSteps)
            .with("cache_mib", totals.cacheBytes / (double) (1 << 20));
    if (lengths == Lengths.FIXED) {
      double gflops = shape.decodeFlops(slots, promptTokens, most) / most / step / 1e9;
      line.with("decode_gflops", gflops).with("gemm_peak_share", gflops / peak);
      double held = promptTokens / (shared ? (double) samples : 1) + most / 2.0;
      double bytes = shape.decodeBytes(slots, held, types.compute().getNumOfBytes());
      line.with("decode_gb_per_s", bytes / step / 1e9);
      line.with("copy_gb_per_s", Roofline.bandwidth(device) / 1e9);
    }
    line.with("gemm_peak_gflops", peak).withPeak(memory).with("device_mib", used.mib());
    System.out.println(line);
    return ExitCode.OK;
  }

  private List<Request> requests(int prompts, int promptTokens, int most, Key key) {
    if (lengths == Lengths.FIXED) {
      return BenchWork.requests(prompts, promptTokens, options.shape.vocab, key);
    }
    return BenchWork.requests(SAMPLES_PER_SLOT * prompts, promptTokens, options.shape.vocab, key)
        .stream()
        .map(
            request -> {
              double drawn = most / 8.0 * Math.exp(request.key().with("length").gaussian(0));
              int limit = (int) Math.max(1, Math.min(most, drawn));
              return new Request(request.prompt(), request.key(), limit);
            })
        .toList();
  }

  /** Completes all requests, some at a time. */
  private void run(
      RolloutEngine engine,
      List<Request> requests,
      int together,
      int most,
      boolean counted,
      Totals totals) {
    long start = System.nanoTime();
    double decodeSeconds = 0;
    double slotSteps = 0;
    int slots = 0;
    for (int from = 0; from < requests.size(); from += together) {
      List<Request> some = requests.subList(from, Math.min(requests.size(), from + together));
      Occupancy used = engine.run(some, samples, new Sampling(1, most)).occupancy();
      decodeSeconds += used.decodeSeconds();
      slotSteps += used.slotSteps();
      slots = Math.max(slots, used.slots());
      totals.cacheBytes = Math.max(totals.cacheBytes, used.cacheBytes());
      if (counted) {
        totals.tokens += used.tokens();
        totals.occupied += used.share() * used.slotSteps();
        totals.slotSteps += used.slotSteps();
      }
    }
    if (counted) {
      totals.seconds.add((System.nanoTime() - start) / 1e9);
      totals.stepSeconds.add(decodeSeconds / (slotSteps / slots));
    }
  }
}
