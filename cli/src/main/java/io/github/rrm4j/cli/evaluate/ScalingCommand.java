package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ./rrm scaling ...}. */
@Command(
    name = "scaling",
    description = "What more compute at test time buys: votes, thinking, comparisons.",
    mixinStandardHelpOptions = true,
    subcommands = {VotesCommand.class, BudgetCommand.class, TournamentCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class ScalingCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new InvalidInput(
        "scaling: name what to scale: votes, budget or tournament; see rrm scaling --help");
  }
}
