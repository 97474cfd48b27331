package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.judging.policy.GoldAccuracy;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Measures a policy on held-out problems: gold accuracy, greedy and sampled, and where there is a
 * judge its win rate against the policy at the start.
 */
final class PolicyEvaluator implements Evaluator {

  private final Policy policy;
  private final Stages stages;
  private final List<Problem> heldout;
  private final Optional<HackingWatch> watch;
  private final RunLogs logs;
  private final Consumer<String> report;
  private final Key key;
  private final NDManager manager;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * @param stages how completions are drawn
   * @param watch empty where no judge is at hand
   * @param report gets a line for each evaluation
   * @param key what the draws depend on, with the step
   */
  PolicyEvaluator(
      Policy policy,
      Stages stages,
      List<Problem> heldout,
      Optional<HackingWatch> watch,
      RunLogs logs,
      Consumer<String> report,
      Key key,
      NDManager manager) {
    this.policy = policy;
    this.stages = stages;
    this.heldout = heldout;
    this.watch = watch;
    this.logs = logs;
    this.report = report;
    this.key = key;
    this.manager = manager;
  }

  @Override
  public void begin(int most) throws IOException {
    if (watch.isPresent()) {
      watch.get().begin(gold(stages.sampling(), most, key.with("start")));
    }
  }

  @Override
  public OptionalDouble evaluate(long step, String stage, int most) throws IOException {
    Sampling sampled = stages.sampling();
    OptionalDouble score = OptionalDouble.empty();
    for (Sampling sampling : List.of(sampled.greedy(), sampled)) {
      String mode = sampling.temperature() == 0 ? "greedy" : "sampled";
      GoldAccuracy gold = gold(sampling, most, key.with(step));
      ObjectNode line = gold.toJson(mapper, step, stage, mode);
      Optional<String> duel = Optional.empty();
      if (watch.isPresent() && mode.equals("sampled")) {
        duel = watch.get().measure(gold, step, line);
      }
      logs.evaluation(step, line);
      report.accept(Summaries.of(gold, stage, step, mode));
      duel.ifPresent(report);
      score = OptionalDouble.of(gold.accuracy().rate());
    }
    return score;
  }

  @Override
  public Optional<String> turned() {
    return watch.flatMap(HackingWatch::turned);
  }

  private GoldAccuracy gold(Sampling sampling, int most, Key draws) {
    List<Problem> problems = heldout.subList(0, Math.min(most, heldout.size()));
    return GoldAccuracy.of(policy, stages.engine(manager), problems, sampling, draws);
  }
}
