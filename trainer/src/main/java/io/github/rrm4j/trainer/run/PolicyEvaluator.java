package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.judging.policy.GoldAccuracy;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.policy.OveroptimizationMonitor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Measures a policy on held-out problems: gold accuracy, greedy and sampled, and where there is a
 * judge its win rate against the policy at the start.
 */
final class PolicyEvaluator implements Evaluator {

  private final RunModel model;
  private final List<Problem> heldout;
  private final Optional<OveroptimizationMonitor> monitor;
  private final EvaluationLog log;
  private final Key key;

  /**
   * @param monitor empty if no judge is at hand
   * @param key what the draws depend on, with the step
   */
  PolicyEvaluator(
      RunModel model,
      List<Problem> heldout,
      Optional<OveroptimizationMonitor> monitor,
      EvaluationLog log,
      Key key) {
    this.model = model;
    this.heldout = heldout;
    this.monitor = monitor;
    this.log = log;
    this.key = key;
  }

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
