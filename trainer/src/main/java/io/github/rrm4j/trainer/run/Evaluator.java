package io.github.rrm4j.trainer.run;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.data.Corpus;
import io.github.rrm4j.trainer.policy.OveroptimizationMonitor;
import io.github.rrm4j.trainer.policy.RewardJudge;
import io.github.rrm4j.trainer.policy.RewardModels;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measures what a run trains, on held-out data, and writes it to the run's logs. */
interface Evaluator {

  /** The evaluator of what the plan trains: a reward model, a policy or a judge. */
  static Evaluator of(RunModel model, Corpus corpus, RewardModels rewards, EvaluationLog log)
      throws IOException {
    TrainingPlan plan = model.plan();
    if (plan.trainsRewardModel()) {
      NDManager manager = model.manager();
      ScalarJudge judge =
          ScalarJudge.of(model.folder(), plan.run().update().tokenBudget(), manager);
      return new ScalarEvaluator(judge, corpus.heldout(), log);
    }
    Key key = Key.of(plan.seed(), "evaluation");
    if (plan.policy().isEmpty()) {
      return new JudgeEvaluator(
          model.judge(plan.measuredJudge()), model, corpus.heldout(), log, key);
    }
    Optional<OveroptimizationMonitor> monitor = Optional.empty();
    if (rewards.judge().isPresent()) {
      RewardJudge judge = rewards.judge().get();
      monitor =
          Optional.of(
              new OveroptimizationMonitor(
                  judge.bothOrders(), judge.noAnswer(), model.run(), key.with("win rate")));
    }
    return new PolicyEvaluator(model, corpus.problems(), monitor, log, key);
  }

  /**
   * Keeps what later evaluations compare with, when a stage begins whose start is the baseline.
   *
   * @param most so many items of the held-out data from its start
   */
  default void begin(int most) throws IOException {}

  /** A line for a person, if the last evaluation is past the point of overoptimization. */
  default Optional<String> overoptimized() {
    return Optional.empty();
  }

  /**
   * @param step of the run, on which the draws depend
   * @param stage the stage in which it is made
   * @param most so many items of the held-out data from its start
   * @return the accuracy by which checkpoints are compared, sampled
   */
  OptionalDouble evaluate(long step, String stage, int most) throws IOException;
}
