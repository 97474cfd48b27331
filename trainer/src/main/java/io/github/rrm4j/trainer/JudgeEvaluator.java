package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.HeldOut;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Measures a judge on held-out pairs in both orders, greedy and sampled. */
final class JudgeEvaluator implements Evaluator {

  private final JudgeFormat judge;
  private final Stages stages;
  private final List<Pair> heldout;
  private final RunLogs logs;
  private final Consumer<String> report;
  private final Key key;
  private final NDManager manager;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * @param stages how completions are drawn
   * @param report gets a line for each evaluation
   * @param key what the draws depend on, with the step
   */
  JudgeEvaluator(
      JudgeFormat judge,
      Stages stages,
      List<Pair> heldout,
      RunLogs logs,
      Consumer<String> report,
      Key key,
      NDManager manager) {
    this.judge = judge;
    this.stages = stages;
    this.heldout = heldout;
    this.logs = logs;
    this.report = report;
    this.key = key;
    this.manager = manager;
  }

  @Override
  public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
    HeldOut set =
        new HeldOut(
            judge, stages.engine(manager), heldout.subList(0, Math.min(most, heldout.size())));
    Sampling sampled = stages.sampling();
    OptionalDouble score = OptionalDouble.empty();
    for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
      String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
      Evaluation evaluation = new Evaluation(set.judge(sampling, key.with(step)));
      logs.evaluation(step, evaluation.toJson(mapper, step, stage, mode));
      report.accept(Summaries.of(evaluation, stage, step, mode));
      score = OptionalDouble.of(evaluation.accuracy().rate());
    }
    return score;
  }
}
