package io.github.rrm4j.trainer.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is reported of a step.
 *
 * @param metrics by the names of docs/metrics.md, in the order in which they are written
 * @param timings seconds by what was done; not part of what a repeated run repeats
 * @param drawing what else depends on time, by its name in timings.jsonl
 * @param rollouts sampled completions as they are written to rollouts.jsonl
 * @param batch everything that was sampled, as it is written to batches.jsonl
 * @param taken whether every optimizer step of it moved the weights
 * @param tokens tokens sampled and trained on
 * @param warnings lines for the user
 * @param alarms a line for the user by the name of each alarm that was raised
 */
public record StepReport(
    Map<String, Double> metrics,
    Map<String, Double> timings,
    Map<String, Double> drawing,
    List<ObjectNode> rollouts,
    List<ObjectNode> batch,
    boolean taken,
    long tokens,
    List<String> warnings,
    Map<String, String> alarms) {

  /**
   * Of a step that sampled nothing: its own metrics, then those of every update.
   *
   * @param own metrics of the stage
   * @param watch what was timed before the update
   * @param tokens trained on
   */
  public static StepReport ofUpdate(
      Map<String, Double> own, UpdateResult<?> result, double rate, Stopwatch watch, long tokens) {
    watch.lap("update");
    result.seconds().forEach(watch::add);
    Map<String, Double> metrics = new LinkedHashMap<>(own);
    result.put("grad_norm", result.gradientNorm(), metrics);
    metrics.put("lr", rate);
    result.put("tokens/padding_frac", result.paddingShare(), metrics);
    metrics.put("update/halvings", (double) result.halvings());
    return new StepReport(
        metrics,
        watch.seconds(),
        Map.of(),
        List.of(),
        List.of(),
        result.taken(),
        tokens,
        List.of(),
        Map.of());
  }
}
