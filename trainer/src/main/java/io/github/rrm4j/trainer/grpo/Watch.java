package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.contracts.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers of a GRPO step that are watched for trouble.
 *
 * @param stop whether an alarm ends the run, after it has saved
 * @param ngram tokens of the n-grams whose repetition is counted
 */
public record Watch(List<Threshold> thresholds, boolean stop, int ngram) {

  /** Which side of a threshold is trouble. */
  public enum Side {
    /** At the threshold or above. */
    ABOVE,
    /** Below the threshold. */
    BELOW,
    /** So far from 0, or further, in either direction. */
    FAR
  }

  /**
   * @param metric by its name of docs/metrics.md; one that a step lacks raises nothing
   */
  public record Threshold(String name, String metric, Side side, double limit) {

    boolean raised(double value) {
      return switch (side) {
        case ABOVE -> value >= limit;
        case BELOW -> value < limit;
        case FAR -> Math.abs(value) >= limit;
      };
    }

    private String line(double value) {
      String relation =
          switch (side) {
            case ABOVE -> "from";
            case BELOW -> "below";
            case FAR -> "from plus or minus";
          };
      return Text.format(
          "alarm %s: %s is %.4g, watch.%s alarms %s %.4g",
          name, metric, value, name, relation, limit);
    }
  }

  /** Nothing is watched. */
  public static final Watch NOTHING = new Watch(List.of(), false, 8);

  /**
   * Looks at the metrics of a step and adds {@code alarm/NAME}, 1 or 0, for each threshold.
   *
   * @return a line for a person by the name of each alarm that was raised
   */
  Map<String, String> alarms(Map<String, Double> metrics) {
    Map<String, String> raised = new LinkedHashMap<>();
    for (Threshold threshold : thresholds) {
      Double value = metrics.get(threshold.metric());
      if (value != null) {
        boolean alarm = threshold.raised(value);
        metrics.put("alarm/" + threshold.name(), alarm ? 1.0 : 0.0);
        if (alarm) {
          raised.put(threshold.name(), threshold.line(value));
        }
      }
    }
    return raised;
  }
}
