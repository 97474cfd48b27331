package io.github.rrm4j.trainer.grpo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** What is logged of questions and answers, beside their rewards. */
public interface RolloutMetrics<Q, A> {

  /** Numbers by the names of docs/metrics.md, of all groups of a step. */
  Map<String, Double> of(List<Group<Q, A>> groups);

  /**
   * Adds question and answer to a line of rollouts.jsonl.
   *
   * @param index of the sample in its group
   */
  void write(Group<Q, A> group, int index, ObjectNode into);

  /**
   * The line of batches.jsonl of each group, from which the step can be repeated; none if an
   * environment cannot be repeated from what was sampled.
   */
  List<ObjectNode> stored(List<Group<Q, A>> groups);
}
