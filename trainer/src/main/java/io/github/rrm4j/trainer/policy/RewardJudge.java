package io.github.rrm4j.trainer.policy;

import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.reward.JudgeRewards;
import io.github.rrm4j.judging.reward.JudgeRewards.NoAnswer;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.trainer.policy.PolicySettings.JudgeModel;
import java.nio.file.Path;

/**
 * A judge that is open beside the policy that it rewards, with weights that do not move: a model of
 * its own, or an adapter on the base that the policy's adapter is on.
 */
public final class RewardJudge implements AutoCloseable {

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

  static RewardJudge open(
      JudgeModel settings, ModelFolder policy, RewardModels.Resources resources) {
    Path given = settings.folder();
    ModelFolder folder =
        policy.sharesBaseWith(given)
            ? policy.beside(given, resources.device(), resources.manager())
            : ModelFolder.open(
                ModelSource.of(given).in(resources.compute()),
                resources.device(),
                resources.manager());
    RolloutEngine engine =
        new RolloutEngine(
            folder.model(), folder.tokenizer()::isEnd, resources.limits(), resources.manager());
    return new RewardJudge(settings, folder, engine);
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
    Asker asker = new Asker(judge, engine, settings.settings().sampling());
    return new Voting(asker, votes, orders);
  }

  @Override
  public void close() {
    folder.close();
  }
}
