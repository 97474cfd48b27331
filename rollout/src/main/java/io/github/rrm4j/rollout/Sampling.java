package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.TokenSampler.Shaping;
import java.util.Optional;

/**
 * How completions are drawn.
 *
 * @param temperature divides the logits; 0 takes the most likely token each time
 * @param maxNewTokens the longest completion, end-of-sequence token included
 * @param budget when thinking is ended by force; empty where it never is
 * @param candidates which tokens may be drawn at all; log-probs are those of what is left
 * @param stopping what else ends a completion
 */
public record Sampling(
    double temperature,
    int maxNewTokens,
    Optional<ThinkingBudget> budget,
    Candidates candidates,
    Stopping stopping) {

  /**
   * Which tokens may be drawn.
   *
   * @param topK only this many of the most likely ones; 0 for all
   * @param topP only the most likely ones whose probabilities sum up to this (Holtzman et al.
   *     2020); 1 for all
   * @param minP only those with at least this share of the largest probability (Nguyen et al.
   *     2024); 0 for all
   */
  public record Candidates(int topK, double topP, double minP) {

    /** Every token may be drawn. */
    public static final Candidates ALL = new Candidates(0, 1, 0);

    /**
     * @throws InvalidInput if a number is out of its range
     */
    public Candidates {
      if (topK < 0) {
        throw new InvalidInput("sampling: top-k is " + topK + ", must be 0 (all) or more");
      }
      if (!(topP > 0 && topP <= 1)) {
        throw new InvalidInput("sampling: top-p is " + topP + ", must be in (0, 1]");
      }
      if (!(minP >= 0 && minP <= 1)) {
        throw new InvalidInput("sampling: min-p is " + minP + ", must be in [0, 1]");
      }
    }
  }

  /**
   * @throws InvalidInput if the temperature is negative, no token may be drawn, or the budget
   *     leaves no token for the verdict
   */
  public Sampling {
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw new InvalidInput("sampling: the temperature is " + temperature + ", must be 0 or more");
    }
    if (maxNewTokens < 1) {
      throw new InvalidInput(
          "sampling: the limit of new tokens is " + maxNewTokens + ", must be at least 1");
    }
    budget.ifPresent(
        thinking -> {
          if (thinking.verdictFrom() >= maxNewTokens) {
            throw InvalidInput.of(
                "thinking budget: %d tokens and the forced end of thinking leave nothing for the verdict, the limit of new tokens is %d; lower the budget or raise the limit",
                thinking.tokens(), maxNewTokens);
          }
        });
  }

  /** Drawing without a thinking budget. */
  public Sampling(double temperature, int maxNewTokens) {
    this(temperature, maxNewTokens, Optional.empty(), Candidates.ALL, Stopping.NONE);
  }

  /** The same limits, always the most likely token. */
  public Sampling greedy() {
    return new Sampling(0, maxNewTokens, budget, Candidates.ALL, stopping);
  }

  /** The same with a thinking budget. */
  public Sampling within(ThinkingBudget thinking) {
    return new Sampling(temperature, maxNewTokens, Optional.of(thinking), candidates, stopping);
  }

  /** The same with only some tokens to be drawn. */
  public Sampling among(Candidates some) {
    return new Sampling(temperature, maxNewTokens, budget, some, stopping);
  }

  /** The same, ended by other things too. */
  public Sampling stopping(Stopping other) {
    return new Sampling(temperature, maxNewTokens, budget, candidates, other);
  }

  /** The same with another limit of new tokens. */
  public Sampling upTo(int limit) {
    return new Sampling(temperature, limit, budget, candidates, stopping);
  }

  Shaping shaping() {
    return new Shaping(temperature, candidates.topK(), candidates.topP(), candidates.minP());
  }
}
