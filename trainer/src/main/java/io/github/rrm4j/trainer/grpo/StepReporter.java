package io.github.rrm4j.trainer.grpo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;

/** Stands around a step: makes metrics, alarms and log lines of an {@link Iteration}. */
public record StepReporter<Q, A>(
    GrpoSettings settings, RolloutMetrics<Q, A> metrics, Watch watch, RolloutLog log) {

  public StepReport of(long step, Iteration<Q, A> iteration) {
    List<Group<Q, A>> groups = iteration.groups();
    Map<String, Double> values = new LinkedHashMap<>(metrics.of(groups));
    values.putAll(new GroupMetrics<>(groups, watch.ngram()).values());
    Map<String, Double> staleness = staleness(step, groups);
    values.putAll(staleness);
    boolean stale = staleness.getOrDefault("staleness/max", 0.0) > 0;
    UpdateMetrics updates = new UpdateMetrics(settings, iteration, stale);
    values.putAll(updates.values());
    Map<String, String> alarms = watch.alarms(values);
    return new StepReport(
        values,
        iteration.seconds(),
        iteration.drawing(),
        log.writesRollouts(step) ? rollouts(groups) : List.of(),
        log.storesBatch(step) ? metrics.stored(groups) : List.of(),
        iteration.updates().stream().allMatch(update -> update.result().taken()),
        Group.samples(groups).mapToLong(sample -> sample.sequence().length()).sum(),
        updates.warnings(),
        alarms);
  }

  /** Steps by which the weights that drew are older than those that are trained, over samples. */
  private static <Q, A> Map<String, Double> staleness(long step, List<Group<Q, A>> groups) {
    LongSummaryStatistics steps =
        groups.stream()
            .filter(group -> group.weights().isPresent())
            .flatMapToLong(
                group ->
                    group.samples().stream()
                        .mapToLong(sample -> step - group.weights().getAsLong()))
            .summaryStatistics();
    Map<String, Double> values = new LinkedHashMap<>();
    if (steps.getCount() > 0) {
      values.put("staleness/mean", steps.getAverage());
      values.put("staleness/max", (double) steps.getMax());
    }
    return values;
  }

  private List<ObjectNode> rollouts(List<Group<Q, A>> groups) {
    List<ObjectNode> lines = new ArrayList<>();
    for (Group<Q, A> group : groups.subList(0, Math.min(log.rolloutGroups(), groups.size()))) {
      for (int i = 0; i < group.samples().size(); i++) {
        Sample<A> sample = group.samples().get(i);
        ObjectNode line = Json.object();
        line.put("sample", i);
        metrics.write(group, i, line);
        sample.reward().ifPresentOrElse(reward -> write(reward, line), () -> masked(line));
        line.put("advantage", sample.advantage()).put("trained", group.trains(sample));
        group.weights().ifPresent(version -> line.put("weights_step", version));
        lines.add(line);
      }
    }
    return lines;
  }

  private static void write(Reward reward, ObjectNode into) {
    into.put("reward", reward.value());
    ObjectNode parts = into.putObject("parts");
    reward.parts().forEach(parts::put);
    into.put("reason", reward.reason());
  }

  private static void masked(ObjectNode into) {
    into.putNull("reward");
    into.putObject("parts");
  }
}
