package io.github.rrm4j.cli.data;

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
      InspectDataCommand.class,
      ConvertCommand.class,
      FilterCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class DataCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new InvalidInput(
        "data: name what to do: miniature, check, inspect, convert or filter; see rrm data --help");
  }
}
