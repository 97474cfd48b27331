package io.github.rrm4j.cli.train;

import io.github.rrm4j.cli.option.ConfigOption;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.run.MemoryReport;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm plan CONFIG}. */
@Command(
    name = "plan",
    description = {
      "Says how much device memory a run takes, phase by phase, and what to turn where it does not fit.",
      "Needs the model's config.json alone: no weights, no engine. Exit code 1 where it does not fit."
    },
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {

  @Mixin private ConfigOption option;

  @Option(
      names = "--device-memory",
      paramLabel = "SIZE",
      description = "Memory of the device: 80GB, 24GiB.")
  private Optional<String> deviceMemory = Optional.empty();

  @Override
  public Integer call() throws IOException {
    OptionalLong device =
        deviceMemory
            .map(size -> OptionalLong.of(MemoryReport.bytes(size)))
            .orElse(OptionalLong.empty());
    RunConfig config = option.read();
    MemoryReport report = new MemoryReport(model(config), config);
    report.lines(device).forEach(System.out::println);
    return device.isEmpty() || report.fits(device.getAsLong()) ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static ModelConfig model(RunConfig run) throws IOException {
    Path path = run.plan().model().path();
    if (!path.equals(Path.of(RunConfig.MINIATURE))) {
      Path config = ModelText.of(path).modelConfig();
      if (!Files.isRegularFile(config)) {
        throw new InvalidInput(
            config
                + ": does not exist; model.path must be a model folder, of which plan reads config.json alone");
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
