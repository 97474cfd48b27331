package io.github.rrm4j.cli.tools;

import io.github.rrm4j.cli.option.ConfigOption;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.config.JsonSchema;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.run.RunConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./rrm config show|check|schema}. */
@Command(
    name = "config",
    description = "Shows, checks and describes configs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT")
public final class ConfigCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new InvalidInput("config: name what to do: show, check or schema; see rrm config --help");
  }

  @Command(
      name = "show",
      description = "Prints the resolved config, every key with its value.",
      mixinStandardHelpOptions = true)
  int show(@Mixin ConfigOption option) {
    System.out.print(option.read().resolved());
    return ExitCode.OK;
  }

  @Command(
      name = "check",
      description = "Names everything that is wrong with a config.",
      mixinStandardHelpOptions = true)
  int check(@Mixin ConfigOption option) {
    option.read();
    System.out.println(option.file() + ": in order");
    return ExitCode.OK;
  }

  @Command(
      name = "schema",
      description = "Prints the JSON Schema of a config, for editors.",
      mixinStandardHelpOptions = true)
  int schema() {
    ConfigReader reader = ConfigTree.defaults(RunConfig.base(), List.of()).reader();
    RunConfig.read(reader, "");
    System.out.println(JsonSchema.of(reader));
    return ExitCode.OK;
  }
}
