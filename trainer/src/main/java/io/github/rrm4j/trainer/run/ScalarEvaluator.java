package io.github.rrm4j.trainer.run;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.scalar.ScalarEvaluation;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** Measures a scalar reward model on held-out pairs: each once, since scores know no order. */
final class ScalarEvaluator implements Evaluator {

  private final ScalarJudge judge;
  private final List<Pair> heldout;
  private final EvaluationLog log;

  ScalarEvaluator(ScalarJudge judge, List<Pair> heldout, EvaluationLog log) {
    this.judge = judge;
    this.heldout = heldout;
    this.log = log;
  }

  @Override
  public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
    List<Pair> pairs = heldout.subList(0, Math.min(most, heldout.size()));
    ScalarEvaluation evaluation = ScalarEvaluation.of(judge, pairs);
    log.add(step, evaluation.toJson(step, stage), Summaries.of(evaluation, stage, step));
    return OptionalDouble.of(evaluation.accuracy().rate());
  }
}
