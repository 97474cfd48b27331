package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.data.EvaluationData;
import picocli.CommandLine.Option;

/** What a command measures on: files of the user's, or the built-in world. */
public final class WorldOption {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "What is judged: a file of the user's, or the word miniature.")
  private String input;

  @Option(
      names = "--limit",
      defaultValue = "0",
      paramLabel = "N",
      description = {
        "At most N items of a file, drawn by --seed in proportion to its sections; 0, the default, takes all.",
        "Of the miniature, how many are drawn: 0 takes 200 pairs or 120 lists."
      })
  private int limit;

  @Option(
      names = "--miniature-seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the miniature world; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--responses",
      defaultValue = "8",
      paramLabel = "N",
      description = "Responses of a query of the miniature; default: ${DEFAULT-VALUE}.")
  private int responses;

  /**
   * What is measured on.
   *
   * @param sampleSeed of the items that are taken of a file
   * @throws InvalidInput if the limit is out of its range
   */
  public EvaluationData data(long sampleSeed) {
    InvalidInput.checkLeast("--limit", limit, 0);
    return new EvaluationData(input, limit, seed, sampleSeed, responses);
  }
}
