package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.rollout.Sampling;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command draws completions. */
public final class SamplingOption {

  /** The longest completion where nobody sets one and the model has room for it. */
  public static final int NEW_TOKENS = 512;

  @Option(
      names = "--temperature",
      defaultValue = "1",
      paramLabel = "T",
      description = "Sampling temperature, 0 is greedy; default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Mixin private DrawOption draws;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description =
          "Longest completion in tokens; default: "
              + NEW_TOKENS
              + ", at most half of the model's positions.")
  private Optional<Integer> maxNewTokens = Optional.empty();

  @Option(
      names = "--max-num-seqs",
      defaultValue = "64",
      description = "Most completions generated together; default: ${DEFAULT-VALUE}.")
  private int maxSequences;

  /**
   * How completions of a model are drawn.
   *
   * @throws InvalidInput if a number is out of its range, or the model is not there
   */
  public Sampling sampling(ModelSpec model) {
    return draws.of(
        new Sampling(
            temperature,
            maxNewTokens.orElseGet(() -> model.newTokens(NEW_TOKENS, "--max-new-tokens"))));
  }

  /** Puts what decides the completions of a model beside the rest. */
  public void describe(ModelSpec model, ObjectNode into) {
    draws.describe(into);
    into.put("temperature", temperature).put("max_new_tokens", sampling(model).maxNewTokens());
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
