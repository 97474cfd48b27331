package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.Evaluation;
import io.github.rrm4j.evaluation.HeldOut;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A judge of pairs: each pair in both orders, greedy and sampled.
 *
 * @param engine makes the engine of an evaluation
 * @param sampled how completions are drawn in the second of the two
 */
record JudgeMeasure(Judge judge, Supplier<RolloutEngine> engine, Sampling sampled, long seed)
    implements HeldOutMeasure {

  @Override
  public List<Line> of(List<Pair> pairs, long step, String stage) {
    HeldOut set = new HeldOut(judge, engine.get(), pairs);
    ObjectMapper mapper = new ObjectMapper();
    List<Line> lines = new ArrayList<>();
    for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
      String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
      Key key = Key.of(seed, "evaluation").with(step);
      Evaluation evaluation = new Evaluation(set.judge(sampling, key));
      lines.add(
          new Line(
              evaluation.toJson(mapper, step, stage, mode),
              Summaries.of(evaluation, stage, step, mode),
              evaluation.accuracy().rate()));
    }
    return lines;
  }
}
