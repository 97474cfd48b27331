package io.github.rrm4j.trainer.run;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.TokenAsker;
import io.github.rrm4j.judging.policy.GoldAccuracy;
import io.github.rrm4j.judging.scalar.ScalarEvaluation;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.data.Corpus;
import io.github.rrm4j.trainer.policy.OveroptimizationMonitor;
import io.github.rrm4j.trainer.policy.RewardModels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Measures what a run trains, on held-out data, and writes it to the run's logs. */
interface Evaluator {

  /** The evaluator of what the plan trains: a reward model, a policy or a judge. */
  static Evaluator of(RunModel model, Corpus corpus, RewardModels rewards, Log log)
      throws IOException {
    TrainingPlan plan = model.plan();
    if (plan.trainsRewardModel()) {
      NDManager manager = model.manager();
      ScalarJudge judge =
          ScalarJudge.of(model.folder(), plan.run().update().tokenBudget(), manager);
      return new OfRewardModel(judge, corpus.heldout(), log);
    }
    Key key = Key.of(plan.seed(), "evaluation");
    if (plan.policy().isEmpty()) {
      return new OfJudge(model, corpus.heldout(), log, key);
    }
    Optional<OveroptimizationMonitor> monitor = Optional.empty();
    if (rewards.judge().isPresent()) {
      RewardModels.Judge judge = rewards.judge().get();
      monitor =
          Optional.of(
              new OveroptimizationMonitor(
                  judge.bothOrders(), judge.noAnswer(), model.run(), key.with("win rate")));
    }
    return new OfPolicy(model, corpus.problems(), monitor, log, key);
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
   * @param most so many items of the held-out data from its start
   * @return the accuracy by which checkpoints are compared, sampled
   */
  OptionalDouble evaluate(long step, String stage, int most) throws IOException;

  /**
   * Measures a judge on held-out pairs in both orders, greedy and sampled.
   *
   * @param key what the draws depend on, with the step
   */
  record OfJudge(RunModel model, List<Pair> heldout, Log log, Key key) implements Evaluator {

    @Override
    public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
      List<Pair> pairs = heldout.subList(0, Math.min(most, heldout.size()));
      Sampling sampled = model.sampling();
      OptionalDouble score = OptionalDouble.empty();
      for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
        String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
        JudgeFormat judge = model.judge(model.plan().measuredJudge()); // knows no earlier rubrics
        Asker asker = new TokenAsker(judge, model.engine(), sampling);
        Evaluation evaluation = Evaluation.of(asker, pairs, key.with(step));
        log.add(
            step,
            evaluation.toJson(step, stage, mode),
            Summaries.of(evaluation, stage, step, mode));
        score = OptionalDouble.of(evaluation.accuracy().rate());
      }
      return score;
    }
  }

  /**
   * Measures a policy on held-out problems: gold accuracy, greedy and sampled, and where there is a
   * judge its win rate against the policy at the start.
   *
   * @param monitor empty if no judge is at hand
   * @param key what the draws depend on, with the step
   */
  record OfPolicy(
      RunModel model,
      List<Problem> heldout,
      Optional<OveroptimizationMonitor> monitor,
      Log log,
      Key key)
      implements Evaluator {

    @Override
    public void begin(int most) throws IOException {
      if (monitor.isPresent()) {
        monitor.get().begin(gold(model.sampling(), most, key.with("start")));
      }
    }

    @Override
    public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
      Sampling sampled = model.sampling();
      OptionalDouble score = OptionalDouble.empty();
      for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
        String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
        GoldAccuracy gold = gold(sampling, most, key.with(step));
        ObjectNode line = gold.toJson(step, stage, mode);
        Optional<String> duel = Optional.empty();
        if (monitor.isPresent() && mode.equals("sampled")) {
          duel = monitor.get().measure(gold, step, line);
        }
        log.add(step, line, Summaries.of(gold, stage, step, mode));
        duel.ifPresent(log.report());
        score = OptionalDouble.of(gold.accuracy().rate());
      }
      return score;
    }

    @Override
    public Optional<String> overoptimized() {
      return monitor.flatMap(OveroptimizationMonitor::overoptimized);
    }

    private GoldAccuracy gold(Sampling sampling, int most, Key draws) {
      List<Problem> problems = heldout.subList(0, Math.min(most, heldout.size()));
      return GoldAccuracy.of(model.policy(), model.engine(), problems, sampling, draws);
    }
  }

  /** Measures a scalar reward model on held-out pairs: each once, since scores know no order. */
  record OfRewardModel(ScalarJudge judge, List<Pair> heldout, Log log) implements Evaluator {

    @Override
    public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
      List<Pair> pairs = heldout.subList(0, Math.min(most, heldout.size()));
      ScalarEvaluation evaluation = ScalarEvaluation.of(judge, pairs);
      log.add(step, evaluation.toJson(step, stage), Summaries.of(evaluation, stage, step));
      return OptionalDouble.of(evaluation.accuracy().rate());
    }
  }

  /**
   * Where an evaluation is written and told.
   *
   * @param report gets a line for each evaluation
   */
  record Log(RunLogs logs, Consumer<String> report) {

    /**
     * @param step of the run
     * @param summary the same for a person
     */
    void add(long step, ObjectNode line, String summary) throws IOException {
      logs.evaluation(step, line);
      report.accept(summary);
    }
  }
}
