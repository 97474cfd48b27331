package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rollout.Sampling;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command draws completions. */
public final class SamplingOption {

  @Option(
      names = "--temperature",
      defaultValue = "1",
      paramLabel = "T",
      description = "Sampling temperature, 0 is greedy; default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Mixin private DrawOption draws;

  @Option(
      names = "--max-new-tokens",
      defaultValue = "512",
      paramLabel = "N",
      description = "Longest completion in tokens; default: ${DEFAULT-VALUE}.")
  private int maxNewTokens;

  @Option(
      names = "--max-num-seqs",
      defaultValue = "64",
      description = "Most completions generated together; default: ${DEFAULT-VALUE}.")
  private int maxSequences;

  public Sampling sampling() {
    return draws.of(new Sampling(temperature, maxNewTokens));
  }

  /** Puts what decides the completions beside the rest. */
  public void describe(ObjectNode into) {
    draws.describe(into);
    into.put("temperature", temperature).put("max_new_tokens", maxNewTokens);
    into.put("seed", draws.seed()).put("max_num_seqs", maxSequences);
  }

  public long seed() {
    return draws.seed();
  }

  /**
   * @throws InvalidInput if there is no row
   */
  public int maxSequences() {
    InvalidInput.checkLeast("--max-num-seqs", maxSequences, 1);
    return maxSequences;
  }
}
