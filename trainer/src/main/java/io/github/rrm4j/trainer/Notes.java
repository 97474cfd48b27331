package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What a stage tells of the groups of a step, beside their rewards. */
interface Notes {

  /** Numbers by the names of docs/metrics.md. */
  Map<String, Double> metrics();

  /** Adds to a line of rollouts.jsonl what the stage knows of a row. */
  void write(int row, ObjectNode into);

  /**
   * Lines of batches.jsonl, one for each group, from which the step can be taken again; none where
   * a stage has no such thing.
   */
  List<ObjectNode> stored();
}
