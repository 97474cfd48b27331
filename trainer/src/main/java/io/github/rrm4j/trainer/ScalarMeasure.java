package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.scalar.ScalarEvaluation;
import io.github.rrm4j.evaluation.scalar.ScalarJudge;
import java.util.List;

/** A scalar reward model: each pair once, since scores know no order. */
record ScalarMeasure(ScalarJudge judge) implements HeldOutMeasure {

  @Override
  public List<Line> of(List<Pair> pairs, long step, String stage) {
    ScalarEvaluation evaluation = ScalarEvaluation.of(judge, pairs);
    return List.of(
        new Line(
            evaluation.toJson(new ObjectMapper(), step, stage),
            Summaries.of(evaluation, stage, step),
            evaluation.accuracy().rate()));
  }
}
