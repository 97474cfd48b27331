package io.github.rrm4j.trainer.policy;

import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.reward.JudgeRewards;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the policy stage beside those of GRPO.
 *
 * @param judge what compares answers, in training and against the policy at the start; empty for
 *     none
 * @param scalar the folder of a scalar reward model; empty for none
 * @param stopOnOveroptimization whether the run ends where the judge's win rate rises and gold
 *     falls
 */
public record PolicySettings(
    Optional<JudgeModel> judge,
    Optional<Path> scalar,
    RewardWeights weights,
    boolean stopOnOveroptimization) {

  /** Weights of the sources; what a source with weight 0 needs is not looked at. */
  public record RewardWeights(double judge, double scalar, double gold) {}

  /**
   * A judge that stands beside the policy.
   *
   * @param folder of the model, or of an adapter
   * @param votes judgements of a match and order
   * @param rewards how matches become rewards
   */
  public record JudgeModel(
      Path folder,
      JudgeSettings settings,
      int votes,
      Orders orders,
      JudgeRewards.Settings rewards) {}
}
