package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What a step tells of itself.
 *
 * @param metrics by the names of docs/metrics.md, in the order in which they are written
 * @param timings seconds by what was done; not part of what a repeated run repeats
 * @param rollouts sampled judgements as they are written to rollouts.jsonl
 * @param batch all that was sampled, as it is written to batches.jsonl
 * @param taken whether every optimiser step of it moved the weights
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
    Map<String, String> alarms) {}
