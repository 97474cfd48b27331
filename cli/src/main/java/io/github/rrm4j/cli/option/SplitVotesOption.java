package io.github.rrm4j.cli.option;

import io.github.rrm4j.rewards.SplitVotes;
import picocli.CommandLine.Option;

/** How a vote is decided that has as many voices for the one response as for the other. */
public final class SplitVotesOption {

  @Option(
      names = "--split-votes",
      defaultValue = "coin",
      paramLabel = "coin|half|first|tie",
      description =
          "As many votes for the one as for the other: coin of the item decides, half counts half"
              + " for each, first takes the first vote, tie says neither; default:"
              + " ${DEFAULT-VALUE}.")
  private SplitVotes rule;

  public SplitVotes rule() {
    return rule;
  }
}
