package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.Ratio;

/** What each line of evaluations.jsonl begins with; docs/metrics.md defines the fields. */
public final class AccuracyLine {

  private AccuracyLine() {}

  /**
   * A line, begun: when it was measured, what, and the accuracy with its interval at 95 %.
   *
   * @param name what was measured
   * @param mode how completions were drawn
   * @param accuracy right ones of all, by item
   */
  public static ObjectNode of(long step, String stage, String name, String mode, Ratio accuracy) {
    ObjectNode line =
        Json.object().put("step", step).put("stage", stage).put("name", name).put("mode", mode);
    return ItemMeans.put(line, "accuracy", accuracy.value(), accuracy.wilson(Evaluation.CONFIDENCE))
        .put("n", Math.round(accuracy.denominator()))
        .put("n_effective", accuracy.effectiveTrials());
  }

  /** The accuracy of a section among those of a line. */
  public static ObjectNode section(ObjectNode sections, String name, Ratio accuracy) {
    Interval interval = accuracy.wilson(Evaluation.CONFIDENCE);
    return interval
        .into(sections.putObject(name).put("accuracy", accuracy.value()))
        .put("n", Math.round(accuracy.denominator()))
        .put("n_effective", accuracy.effectiveTrials());
  }
}
