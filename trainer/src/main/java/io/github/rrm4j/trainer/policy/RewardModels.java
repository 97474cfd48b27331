package io.github.rrm4j.trainer.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.judging.reward.GoldRewards;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.judging.reward.PolicyReward.Weighted;
import io.github.rrm4j.judging.reward.ScalarRewards;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.rollout.RolloutEngine.Limits;
import io.github.rrm4j.trainer.policy.PolicySettings.RewardWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models that reward a policy: a judge, a scalar reward model, or both.
 *
 * @param judge present also if it only measures, without a weight
 * @param scalar empty if it has no weight
 */
public record RewardModels(
    RewardWeights weights, Optional<RewardJudge> judge, Optional<ScalarJudge> scalar)
    implements AutoCloseable {

  /**
   * What they are opened with.
   *
   * @param tokenBudget positions of a scalar model's micro-batch
   * @param limits of a judge's rollouts
   * @param manager owns the weights
   */
  public record Resources(
      Device device, ComputeType compute, int tokenBudget, Limits limits, NDManager manager) {}

  /** Of a run that rewards no policy. */
  public static RewardModels none() {
    return new RewardModels(new RewardWeights(0, 0, 0), Optional.empty(), Optional.empty());
  }

  /**
   * Opens the models that some settings name; a scalar model without a weight is left alone.
   *
   * @param policy what they reward
   */
  public static RewardModels open(
      PolicySettings settings, ModelFolder policy, Resources resources) {
    Optional<RewardJudge> judge =
        settings.judge().map(model -> RewardJudge.open(model, policy, resources));
    Optional<ScalarJudge> scalar =
        settings
            .scalar()
            .filter(folder -> settings.weights().scalar() != 0)
            .map(
                folder ->
                    ScalarJudge.open(
                        ModelSource.of(folder).in(resources.compute()),
                        resources.tokenBudget(),
                        resources.manager()));
    return new RewardModels(settings.weights(), judge, scalar);
  }

  /**
   * The reward of an answer: the sources that have a weight, each with what it needs and no more.
   *
   * @param gold the prompts with their gold answers; not looked at without a weight
   * @throws InvalidInput if no source has a weight
   */
  public PolicyReward reward(List<Problem> gold) {
    List<Weighted> sources = new ArrayList<>();
    if (weights.judge() != 0) {
      sources.add(new Weighted("judge", weights.judge(), judge.orElseThrow().rewards()));
    }
    if (weights.scalar() != 0) {
      ScalarJudge model = scalar.orElseThrow();
      sources.add(
          new Weighted("scalar", weights.scalar(), new ScalarRewards(model::scores, model::fits)));
    }
    if (weights.gold() != 0) {
      sources.add(new Weighted("gold", weights.gold(), new GoldRewards(gold)));
    }
    return new PolicyReward(sources);
  }

  @Override
  public void close() {
    judge.ifPresent(RewardJudge::close);
    scalar.ifPresent(ScalarJudge::close);
  }
}
