package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.policy.GoldAccuracy;
import io.github.rrm4j.judging.scalar.ScalarEvaluation;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.Ratio;
import io.github.rrm4j.trainer.stage.StepReport;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A step or an evaluation in one line for a person. */
final class Summaries {

  private Summaries() {}

  static String of(StepReport report, double tokensPerSecond) {
    StringBuilder text = new StringBuilder();
    add(text, report, "reward", "reward/mean", "%+.2f");
    add(text, report, "acc", "reward/accuracy", "%.2f");
    add(text, report, "acc", "pairs/accuracy", "%.2f");
    add(text, report, "margin", "pairs/margin_mean", "%+.2f");
    add(text, report, "loss", "loss", "%.3f");
    add(text, report, "acc", "rewards/accuracies", "%.2f");
    add(text, report, "margin", "rewards/margins", "%+.3f");
    add(text, report, "kl", "kl/mean", "%.4f");
    add(text, report, "think", "len/thinking_mean", "%.0f");
    return text.append(Text.format("%.1fk tok/s", tokensPerSecond / 1e3)).toString();
  }

  private static void add(
      StringBuilder text, StepReport report, String label, String metric, String format) {
    if (report.metrics().containsKey(metric)) {
      text.append(label)
          .append(' ')
          .append(String.format(Locale.ROOT, format, report.metrics().get(metric)))
          .append("  ");
    }
  }

  static String of(Evaluation evaluation, String stage, long step, String mode) {
    return Text.format(
        "held-out after %s, step %d, %-7s  %s  swap %.1f %%  malformed %.1f %% |%s",
        stage,
        step,
        mode,
        percent(evaluation.accuracyByPair()),
        100 * evaluation.swapConsistency().rate(),
        100 * evaluation.malformed().rate(),
        sections(evaluation.sections(), Evaluation::accuracy) + by(evaluation.accuracyByPair()));
  }

  static String of(ScalarEvaluation evaluation, String stage, long step) {
    return Text.format(
        "held-out after %s, step %d, scalar  %s  margin %+.2f |%s",
        stage,
        step,
        percent(Ratio.ofTrials(evaluation.accuracy())),
        evaluation.marginMean(),
        sections(evaluation.sections(), ScalarEvaluation::accuracy)
            + by(Ratio.ofTrials(evaluation.accuracy())));
  }

  /** The line of a DPO stage's held-out pairs. */
  static String ofPreferences(ObjectNode line) {
    Interval interval =
        new Interval(
            line.get("accuracy_low").asDouble(),
            line.get("accuracy_high").asDouble(),
            IntervalMethod.WILSON);
    return Text.format(
        "held-out pairs after %s, step %d  accuracy %s of %d  margin %+.3f  loss %.4f | interval by %s",
        line.get("stage").asText(),
        line.get("step").asLong(),
        interval.percent(line.get("accuracy").asDouble()),
        line.get("n").asLong(),
        line.get("rewards/margins").asDouble(),
        line.get("loss").asDouble(),
        interval.method().label());
  }

  static String of(GoldAccuracy gold, String stage, long step, String mode) {
    return Text.format(
        "gold accuracy after %s, step %d, %-7s  %s  no answer %.1f %%  cut off %.1f %% |%s",
        stage,
        step,
        mode,
        percent(Ratio.ofTrials(gold.accuracy())),
        100 * gold.unanswered().rate(),
        100 * gold.truncated().rate(),
        sections(gold.sections(), GoldAccuracy::accuracy) + by(Ratio.ofTrials(gold.accuracy())));
  }

  private static String percent(Ratio share) {
    return share.wilson(Evaluation.CONFIDENCE).percent(share.value());
  }

  /** How the interval of a share was made. */
  private static String by(Ratio share) {
    return " | interval by " + share.wilson(Evaluation.CONFIDENCE).method().label();
  }

  /** Accuracy by section, in per cent. */
  private static <E> String sections(Map<String, E> sections, Function<E, Proportion> accuracy) {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (name, section) ->
            text.append(Text.format("  %s %.1f", name, 100 * accuracy.apply(section).rate())));
    return text.toString();
  }
}
