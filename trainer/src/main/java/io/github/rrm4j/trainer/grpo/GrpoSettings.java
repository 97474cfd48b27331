package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.objective.PolicyTerm;

/** Settings of the GRPO stage. */
public record GrpoSettings(
    Batch batch,
    Policy policy,
    Kl kl,
    AdvantageSettings advantages,
    MaxTokensSchedule maxTokens,
    LogprobMismatch mismatch) {

  /**
   * @param steps rollout batches
   * @param prompts of a step; the two of a group that has both orders count as one
   * @param groupSize G, rollouts of a group
   * @param miniBatch prompts of an optimizer step
   * @param orders in which pairs are shown
   * @param staleness steps by which the weights that draw a step's rollouts are older than those at
   *     its start; 0 for none
   */
  public record Batch(
      long steps,
      int prompts,
      int groupSize,
      int miniBatch,
      PairOrders orders,
      Refill refill,
      int staleness) {

    /** Rollouts are drawn from the weights at the start of their step. */
    public Batch(
        long steps, int prompts, int groupSize, int miniBatch, PairOrders orders, Refill refill) {
      this(steps, prompts, groupSize, miniBatch, orders, refill, 0);
    }

    /** Rollouts of a single prompt: G, or half of it where a group has both orders. */
    public int rolloutsOfPrompt() {
      return groupSize / orders.promptsOfGroup();
    }
  }

  /**
   * @param drop whether groups without signal are left out of the update
   * @param rounds most rollout batches that are drawn besides, to fill up the prompts of the step
   */
  public record Refill(boolean drop, int rounds) {
    /** All groups are trained on. */
    public static final Refill NONE = new Refill(false, 0);
  }

  /**
   * The objective: what a token's loss is, what a row weighs, what another policy's token weighs.
   *
   * @param entropyBonus coefficient of the mean entropy of the sampled tokens, which the loss is
   *     lowered by; 0 for none
   */
  public record Policy(
      PolicyTerm term, Aggregation aggregation, Importance importance, double entropyBonus) {

    /** Without an entropy bonus. */
    public Policy(PolicyTerm term, Aggregation aggregation, Importance importance) {
      this(term, aggregation, importance, 0);
    }
  }

  /** Where the KL penalty goes. */
  public enum KlPlace {
    /** A term of the loss, with a gradient. */
    LOSS,
    /** A part of the reward, summed over the tokens of a rollout. */
    REWARD
  }

  /** What the policy is held to. */
  public enum Reference {
    /** Nothing. */
    NONE,
    /** The policy at the start of the stage. */
    FROZEN,
    /** The base model without the adapter. */
    ADAPTER_OFF,
    /** The policy as it was at the last multiple of some steps. */
    SYNCED
  }

  /**
   * @param coefficient beta
   * @param syncEvery steps between two copies of a synced reference
   */
  public record Kl(
      double coefficient,
      KlEstimator estimator,
      KlPlace place,
      Reference reference,
      int syncEvery) {

    boolean inLoss() {
      return coefficient > 0 && place == KlPlace.LOSS;
    }

    boolean inReward() {
      return coefficient > 0 && place == KlPlace.REWARD;
    }
  }

  /**
   * @param kind what is subtracted and what is divided by
   * @param clip the largest absolute advantage; infinite for no bound
   * @param maskTruncated whether cut-off rollouts are left out of the loss and of its token count
   * @param minimumGroup rollouts that must be left of a group, or it is left out as a whole
   */
  public record AdvantageSettings(
      GroupAdvantages kind, double clip, boolean maskTruncated, int minimumGroup) {}

  /**
   * @param warning largest difference of rollout and trainer log-probs, nats, without a warning
   * @param limit largest mean of that difference, nats, without an end of the run
   */
  public record LogprobMismatch(double warning, double limit) {}
}
