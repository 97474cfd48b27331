package io.github.rrm4j.trainer.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What is reported of a step.
 *
 * @param metrics by the names of docs/metrics.md, in the order in which they are written
 * @param timings seconds by what was done; not part of what a repeated run repeats
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
    List<ObjectNode> rollouts,
    List<ObjectNode> batch,
    boolean taken,
    long tokens,
    List<String> warnings,
    Map<String, String> alarms) {

  /** Of a step that sampled nothing. */
  public static StepReport withoutRollouts(
      Map<String, Double> metrics, Map<String, Double> timings, boolean taken, long tokens) {
    return new StepReport(
        metrics, timings, List.of(), List.of(), taken, tokens, List.of(), Map.of());
  }
}
