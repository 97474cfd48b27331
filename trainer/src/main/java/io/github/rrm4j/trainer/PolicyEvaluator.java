package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.evaluation.policy.GoldAccuracy;
import io.github.rrm4j.evaluation.policy.Policy;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Measures the gold accuracy of a policy on held-out problems, greedy and sampled. */
final class PolicyEvaluator implements Evaluator {

  private final Policy policy;
  private final Stages stages;
  private final List<Problem> heldout;
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
  PolicyEvaluator(
      Policy policy,
      Stages stages,
      List<Problem> heldout,
      RunLogs logs,
      Consumer<String> report,
      Key key,
      NDManager manager) {
    this.policy = policy;
    this.stages = stages;
    this.heldout = heldout;
    this.logs = logs;
    this.report = report;
    this.key = key;
    this.manager = manager;
  }

  @Override
  public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
    List<Problem> problems = heldout.subList(0, Math.min(most, heldout.size()));
    Sampling sampled = stages.sampling();
    OptionalDouble score = OptionalDouble.empty();
    for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
      String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
      GoldAccuracy gold =
          GoldAccuracy.of(policy, stages.engine(manager), problems, sampling, key.with(step));
      logs.evaluation(step, gold.toJson(mapper, step, stage, mode));
      report.accept(Summaries.of(gold, stage, step, mode));
      score = OptionalDouble.of(gold.accuracy().rate());
    }
    return score;
  }
}
