package io.github.rrm4j.cli;

import io.github.rrm4j.cli.data.CheckCommand;
import io.github.rrm4j.cli.data.ConvertCommand;
import io.github.rrm4j.cli.data.InspectCommand;
import io.github.rrm4j.cli.data.MiniatureCommand;
import io.github.rrm4j.contracts.InvalidInput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./rrm data ...}. */
@Command(
    name = "data",
    description = "Makes, checks, filters, shows and converts data.",
    mixinStandardHelpOptions = true,
    subcommands = {
      MiniatureCommand.class,
      CheckCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      FilterCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class DataCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new InvalidInput(
        "data: name what to do: miniature, check, inspect, convert or filter; see rrm data --help");
  }
}
