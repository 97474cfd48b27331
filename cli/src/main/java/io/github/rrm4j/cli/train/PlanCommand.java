package io.github.rrm4j.cli.train;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.experiments.run.MemoryReport;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.run.TimeReport;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.PublicShape;
import io.github.rrm4j.trainer.memory.TimePlan.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm plan CONFIG}. */
@Command(
    name = "plan",
    description = {
      "Says how much device memory and time a run takes, phase by phase, and what to turn where it does not fit.",
      "Needs the model's config.json alone, or the name of a published model: no weights, no engine. Exit code 1 where it does not fit."
    },
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {

  private static final double TERA = 1e12;

  /**
   * Products without sparsity in bf16 and in fp32, and memory, of an H100 SXM. Source:
   * https://www.nvidia.com/en-us/data-center/h100/
   */
  private static final double BF16_TFLOPS = 989;

  private static final double FP32_TFLOPS = 67;
  private static final double TERABYTES = 3.35;

  /** What is planned without a config: as configs/rrm-7b-lora.yaml, but for its model. */
  private static final List<String> RECIPE =
      List.of(
          "name=plan",
          "stages=[grpo]",
          "model.path=plan",
          "model.compute=bf16",
          "model.lora.rank=32",
          "data.train=pairs",
          "data.heldout=pairs",
          "rollout.max_num_seqs=32",
          "update.max_tokens_per_micro_batch=12288",
          "grpo.steps=600",
          "grpo.group_size=16",
          "grpo.mini_batch_size=64");

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description =
          "A YAML file; see configs/. With --shape it may be left out: GRPO of an adapter of rank 32 as in configs/rrm-7b-lora.yaml is planned then.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the config; may be repeated.")
  private List<String> settings = List.of();

  @Option(
      names = "--shape",
      paramLabel = "NAME",
      description =
          "The shape of a published model in the place of model.path, such as qwen2.5-1.5b, deepseek-r1-distill-qwen-7b, llama-3.1-8b, qwen3-8b; a wrong name lists all.")
  private Optional<String> shape = Optional.empty();

  @Option(
      names = "--device-memory",
      paramLabel = "SIZE",
      description = "Memory of the device: 80GB, 24GiB.")
  private Optional<String> deviceMemory = Optional.empty();

  @Option(
      names = "--tflops",
      paramLabel = "N",
      description =
          "Products of the device at best, TFLOP/s; default: an H100's, 989 in bf16, 67 in fp32. With engine.device: cpu no time is told without it.")
  private Optional<Double> tflops = Optional.empty();

  @Option(
      names = "--bandwidth",
      paramLabel = "N",
      description = "Memory bandwidth of the device at best, TB/s; default: an H100's, 3.35.")
  private Optional<Double> bandwidth = Optional.empty();

  @Override
  public Integer call() throws IOException {
    OptionalLong memory =
        deviceMemory
            .map(size -> OptionalLong.of(MemoryReport.bytes(size)))
            .orElse(OptionalLong.empty());
    Optional<PublicShape> known = shape.map(PublicShape::of);
    RunConfig config = config();
    if (config.plan().run().atService()) {
      throw new InvalidInput(
          "plan: engine.update.kind is tinker, must be local: what a service takes is not known here; set it to local to plan a training in this process");
    }
    known.ifPresent(
        one -> System.out.println(Text.format("the shape of %s: %s", one.name(), one.source())));
    ModelConfig model = known.isPresent() ? known.get().config() : model(config);
    MemoryReport report = new MemoryReport(model, config);
    report.lines(memory).forEach(System.out::println);
    if (tflops.isPresent() || !config.plan().run().engine().all().get(0).equals("cpu")) {
      new TimeReport(report, config, device(config)).lines().forEach(System.out::println);
    }
    return memory.isEmpty() || report.fits(memory.getAsLong()) ? ExitCode.OK : ExitCode.FAILURE;
  }

  private RunConfig config() {
    if (file.isPresent()) {
      return RunConfig.of(file.get(), settings);
    }
    if (shape.isEmpty()) {
      throw new InvalidInput("plan: has neither CONFIG nor --shape, must have one; name a file");
    }
    List<String> all = Stream.concat(RECIPE.stream(), settings.stream()).toList();
    return RunConfig.of(ConfigTree.defaults(RunConfig.base(), all));
  }

  private Device device(RunConfig config) {
    boolean fp32 = config.plan().model().compute() == ComputeType.FP32;
    double peak = tflops.orElse(fp32 ? FP32_TFLOPS : BF16_TFLOPS);
    return new Device(
        TERA * positive("--tflops", peak),
        TERA * positive("--bandwidth", bandwidth.orElse(TERABYTES)));
  }

  private static double positive(String flag, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw InvalidInput.of("%s is %s, must be above 0", flag, value);
    }
    return value;
  }

  private static ModelConfig model(RunConfig run) throws IOException {
    Path path = run.plan().model().path();
    if (!path.equals(Path.of(RunConfig.MINIATURE))) {
      Path config = ModelText.of(path).modelConfig();
      if (!Files.isRegularFile(config)) {
        throw new InvalidInput(
            config
                + ": does not exist; model.path must be a model folder, of which plan reads config.json alone, or name a published model by --shape");
      }
      return ModelConfig.read(config);
    }
    Path temporary = Files.createTempFile("miniature", ".json");
    try {
      int width = run.miniature().modelWidth();
      Files.write(temporary, MiniatureModelFolder.files(width).get("config.json"));
      return ModelConfig.read(temporary);
    } finally {
      Files.delete(temporary);
    }
  }
}
