package io.github.rrm4j.trainer.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.TokenAsker;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.reward.GoldRewards;
import io.github.rrm4j.judging.reward.JudgeRewards;
import io.github.rrm4j.judging.reward.JudgeRewards.NoAnswer;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.judging.reward.PolicyReward.Weighted;
import io.github.rrm4j.judging.reward.ScalarRewards;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.RolloutLimits;
import io.github.rrm4j.trainer.policy.PolicySettings.JudgeModel;
import io.github.rrm4j.trainer.policy.PolicySettings.RewardWeights;
import java.nio.file.Path;
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
    RewardWeights weights, Optional<Judge> judge, Optional<ScalarJudge> scalar)
    implements AutoCloseable {

  /**
   * What they are opened with.
   *
   * @param tokenBudget positions of a scalar model's micro-batch
   * @param limits of a judge's rollouts
   * @param manager owns the weights
   */
  public record Resources(
      Device device,
      ComputeType compute,
      int tokenBudget,
      RolloutLimits limits,
      NDManager manager) {}

  /** Of a run that rewards no policy. */
  public static RewardModels none() {
    return new RewardModels(new RewardWeights(0, 0, 0), Optional.empty(), Optional.empty());
  }

  /** Opens the models that some settings name; a scalar model without a weight is left alone. */
  public static RewardModels open(
      PolicySettings settings, ModelFolder policy, Resources resources) {
    Optional<Judge> judge = settings.judge().map(model -> Judge.open(model, policy, resources));
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
    judge.ifPresent(Judge::close);
    scalar.ifPresent(ScalarJudge::close);
  }

  /**
   * A judge that is open beside the policy that it rewards, with weights that do not move: a model
   * of its own, or an adapter on the base that the policy's adapter is on.
   *
   * @param folder of the judge; closed with this
   */
  public record Judge(JudgeModel settings, ModelFolder folder, RolloutEngine engine)
      implements AutoCloseable {

    static Judge open(JudgeModel settings, ModelFolder policy, Resources resources) {
      Path given = settings.folder();
      ModelFolder folder =
          policy.sharesBaseWith(given)
              ? policy.beside(given, resources.device(), resources.manager())
              : ModelFolder.open(
                  ModelSource.of(given).in(resources.compute()).forDrawing(),
                  resources.device(),
                  resources.manager());
      RolloutEngine engine =
          new LocalEngine(
              folder.model(), folder.tokenizer()::isEnd, resources.limits(), resources.manager());
      return new Judge(settings, folder, engine);
    }

    /** The rewards of a group's answers. */
    public JudgeRewards rewards() {
      return new JudgeRewards(voting(settings.votes(), settings.orders()), settings.rewards());
    }

    /** What happens to a completion without an answer. */
    public NoAnswer noAnswer() {
      return settings.rewards().noAnswer();
    }

    /** One vote in each order. */
    public Voting bothOrders() {
      return voting(1, Orders.BOTH);
    }

    private Voting voting(int votes, Orders orders) {
      JudgeFormat judge = new JudgeFormat(settings.settings(), folder.chat(), folder.tokenizer());
      Asker asker = new TokenAsker(judge, engine, settings.settings().sampling());
      // a split vote is a draw: half of the points for each, without the noise of a coin
      return new Voting(asker, votes, orders, SplitVotes.HALF);
    }

    @Override
    public void close() {
      folder.close();
    }
  }
}
