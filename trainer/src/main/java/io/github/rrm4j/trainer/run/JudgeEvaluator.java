package io.github.rrm4j.trainer.run;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** Measures a judge on held-out pairs in both orders, greedy and sampled. */
final class JudgeEvaluator implements Evaluator {

  private final JudgeFormat judge;
  private final RunModel model;
  private final List<Pair> heldout;
  private final EvaluationLog log;
  private final Key key;

  /**
   * @param judge how the model is asked
   * @param key what the draws depend on, with the step
   */
  JudgeEvaluator(
      JudgeFormat judge, RunModel model, List<Pair> heldout, EvaluationLog log, Key key) {
    this.judge = judge;
    this.model = model;
    this.heldout = heldout;
    this.log = log;
    this.key = key;
  }

  @Override
  public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
    List<Pair> pairs = heldout.subList(0, Math.min(most, heldout.size()));
    Sampling sampled = model.sampling();
    OptionalDouble score = OptionalDouble.empty();
    for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
      String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
      Asker asker = new Asker(judge, model.engine(), sampling);
      Evaluation evaluation = Evaluation.of(asker, pairs, key.with(step));
      log.add(
          step, evaluation.toJson(step, stage, mode), Summaries.of(evaluation, stage, step, mode));
      score = OptionalDouble.of(evaluation.accuracy().rate());
    }
    return score;
  }
}
