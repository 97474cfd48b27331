package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.Proportion;

/** What each line of evaluations.jsonl begins with; docs/metrics.md defines the fields. */
public final class AccuracyLine {

  private AccuracyLine() {}

  /**
   * A line, begun: when it was measured, what, and the accuracy with its Wilson interval at 95 %.
   *
   * @param name what was measured
   * @param mode how completions were drawn
   */
  public static ObjectNode of(
      long step, String stage, String name, String mode, Proportion accuracy) {
    ObjectNode line =
        Json.object().put("step", step).put("stage", stage).put("name", name).put("mode", mode);
    return ItemMeans.put(line, "accuracy", accuracy.rate(), accuracy.wilson(Evaluation.CONFIDENCE))
        .put("n", accuracy.trials());
  }

  /** The accuracy of a section among those of a line. */
  public static ObjectNode section(ObjectNode sections, String name, Proportion accuracy) {
    Interval interval = accuracy.wilson(Evaluation.CONFIDENCE);
    return sections
        .putObject(name)
        .put("accuracy", accuracy.rate())
        .put("low", interval.lower())
        .put("high", interval.upper())
        .put("n", accuracy.trials());
  }
}
