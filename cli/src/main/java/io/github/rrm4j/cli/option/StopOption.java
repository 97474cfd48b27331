package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.StoppingRule;
import picocli.CommandLine.Option;

/** When fewer votes than {@code --votes} are enough. */
public final class StopOption {

  @Option(
      names = "--votes-stop",
      defaultValue = "1",
      paramLabel = "P",
      description =
          "Asks for no more votes on a pair once the response that the judge prefers is known with"
              + " probability P; 1, the default, always asks for all (docs/scaling.md).")
  private double bound;

  /**
   * The rule.
   *
   * @throws InvalidInput if the probability is none
   */
  public StoppingRule rule() {
    if (!(bound >= 0.5 && bound <= 1)) {
      throw new InvalidInput(
          "--votes-stop is " + bound + ", must be in [0.5, 1]; 1 asks for all votes");
    }
    return new StoppingRule(bound);
  }

  /** Puts the bound among the settings of a file, where votes may stop. */
  public ObjectNode into(ObjectNode settings) {
    return rule().mayStop() ? settings.put("votes_stop", bound) : settings;
  }
}
