package io.github.rrm4j.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.Pair;
import java.util.List;

/** How the model of a run is measured on held-out pairs. */
interface HeldOutMeasure {

  /**
   * One line of evaluations.jsonl.
   *
   * @param summary the same for a person
   * @param accuracy by which the best checkpoints are kept; the last line's counts
   */
  record Line(ObjectNode json, String summary, double accuracy) {}

  /**
   * @param step of the run
   * @param stage after which it is, or start
   */
  List<Line> of(List<Pair> pairs, long step, String stage);
}
