package io.github.rrm4j.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.reward.JudgeRewards;
import io.github.rrm4j.judging.reward.NoAnswer;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.PolicySettings.JudgeModel;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A judge that is open beside the policy that it rewards, with weights that do not move: a model of
 * its own, or an adapter on the base that the policy's adapter is on.
 */
final class RewardJudge implements AutoCloseable {

  private final JudgeModel settings;
  private final ModelFolder folder;
  private final JudgeFormat judge;
  private final RolloutEngine engine;

  private RewardJudge(JudgeModel settings, ModelFolder folder, RolloutEngine engine) {
    this.settings = settings;
    this.folder = folder;
    this.judge = new JudgeFormat(settings.settings(), folder.chat(), folder.tokenizer());
    this.engine = engine;
  }

  /** The judge and the scalar reward model of a run, where it has them. */
  record Beside(Optional<RewardJudge> judge, Optional<ScalarJudge> scalar)
      implements AutoCloseable {

    @Override
    public void close() {
      judge.ifPresent(RewardJudge::close);
      scalar.ifPresent(ScalarJudge::close);
    }
  }

  /**
   * Opens what a plan names for its policy stage; a reward model without a weight is left alone.
   *
   * @param policy what it rewards
   * @param manager owns the weights
   */
  static Beside beside(TrainingPlan plan, ModelFolder policy, Device device, NDManager manager) {
    if (!plan.stages().contains(StageKind.POLICY)) {
      return new Beside(Optional.empty(), Optional.empty());
    }
    PolicySettings settings = plan.policyReward();
    Optional<RewardJudge> judge =
        settings.judge().map(model -> open(model, plan, policy, device, manager));
    Optional<ScalarJudge> scalar =
        settings
            .scalar()
            .filter(folder -> settings.weights().scalar() != 0)
            .map(
                folder ->
                    ScalarJudge.open(folder, plan.model().compute(), plan.tokenBudget(), manager));
    return new Beside(judge, scalar);
  }

  private static RewardJudge open(
      JudgeModel settings,
      TrainingPlan plan,
      ModelFolder policy,
      Device device,
      NDManager manager) {
    Path given = settings.folder();
    ModelFolder folder =
        policy.sharesBaseWith(given)
            ? policy.beside(given, device, manager)
            : ModelFolder.open(ModelSource.of(given).in(plan.model().compute()), device, manager);
    RolloutEngine engine =
        new RolloutEngine(folder.model(), folder.tokenizer()::isEnd, plan.rolloutLimits(), manager);
    return new RewardJudge(settings, folder, engine);
  }

  /** The rewards of a group's answers. */
  JudgeRewards rewards() {
    return new JudgeRewards(voting(settings.votes(), settings.orders()), settings.rewards());
  }

  /** What becomes of an answer that is none. */
  NoAnswer noAnswer() {
    return settings.rewards().noAnswer();
  }

  /** One vote in each order. */
  Voting bothOrders() {
    return voting(1, Orders.BOTH);
  }

  private Voting voting(int votes, Orders orders) {
    return new Voting(judge, engine, settings.settings().sampling(), votes, orders);
  }

  @Override
  public void close() {
    folder.close();
  }
}
