package io.github.rrm4j.cli.option;

import io.github.rrm4j.experiments.run.RunConfig;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The config of a run. */
public final class ConfigOption {

  @Parameters(paramLabel = "CONFIG", description = "A YAML file; see configs/.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the config; may be repeated.")
  private List<String> settings = List.of();

  public Path file() {
    return file;
  }

  /**
   * The config.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput naming every problem
   */
  public RunConfig read() {
    return RunConfig.of(file, settings);
  }
}
