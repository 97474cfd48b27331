package io.github.rrm4j.report.section;

import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.records.RunRecords;
import java.util.ArrayList;
import java.util.List;

/** Which metrics of a stage are drawn, in which order and unit. */
final class StageFigures {

  /**
   * One figure.
   *
   * @param metrics the metrics that share it, each with its label
   */
  private record Plan(String id, String caption, Axis range, List<Labelled> metrics) {}

  private record Labelled(String metric, String label) {}

  private static final List<Plan> PLANS =
      List.of(
          share("accuracy", "Accuracy of the rollouts", "reward/accuracy"),
          number("reward", "Mean reward of the rollouts", "reward", "reward/mean"),
          number("kl", "KL to the reference (nats per token)", "nats per token", "kl/mean"),
          number(
              "length", "Thinking length of the rollouts (tokens)", "tokens", "len/thinking_mean"),
          new Plan(
              "unreadable",
              "Rollouts without a verdict",
              Axis.share("share of rollouts"),
              List.of(
                  new Labelled("verdict/malformed_frac", "malformed"),
                  new Labelled("verdict/truncated_frac", "truncated"))),
          new Plan(
              "groups",
              "Groups by outcome",
              Axis.share("share of groups"),
              List.of(
                  new Labelled("group/all_right_frac", "all right"),
                  new Labelled("group/mixed_frac", "mixed"),
                  new Labelled("group/all_wrong_frac", "all wrong"))),
          new Plan(
              "length-by-outcome",
              "Thinking of right and of wrong rollouts (tokens)",
              Axis.number("tokens"),
              List.of(
                  new Labelled("len/thinking_correct_mean", "right"),
                  new Labelled("len/thinking_wrong_mean", "wrong"))),
          share("pairs-accuracy", "Accuracy on the pairs of a step", "pairs/accuracy"),
          number(
              "margin",
              "Score of the better response minus that of the other one",
              "difference of scores",
              "pairs/margin_mean"),
          new Plan(
              "scores",
              "Mean scores",
              Axis.number("score"),
              List.of(
                  new Labelled("score/chosen_mean", "better response"),
                  new Labelled("score/rejected_mean", "other response"))),
          share("no-signal", "Groups without a signal", "group/no_signal_frac"),
          share("repeated", "Repeated n-grams", "text/repeated_frac"),
          new Plan(
              "bias",
              "Position bias; correlation of length and reward",
              Axis.number("bias; correlation"),
              List.of(
                  new Labelled("verdict/position_bias", "position"),
                  new Labelled("len/reward_correlation", "length"))),
          new Plan(
              "rewards",
              "Implicit rewards of DPO (nats times beta)",
              Axis.number("reward"),
              List.of(
                  new Labelled("rewards/chosen", "better response"),
                  new Labelled("rewards/rejected", "other response"))),
          number("rewards-margin", "Margin of the implicit rewards", "margin", "rewards/margins"),
          share("rewards-accuracy", "Pairs with a margin above 0", "rewards/accuracies"),
          number("loss", "Loss", "loss", "loss"),
          number("grad-norm", "Gradient norm", "norm", "grad_norm"),
          new Plan(
              "logprob-gap",
              "Rollout against trainer log-probs (nats)",
              Axis.number("nats"),
              List.of(
                  new Labelled("logprob_diff/mean", "mean"),
                  new Labelled("logprob_diff/max", "max"))),
          number("entropy", "Policy entropy (nats per token)", "nats per token", "policy/entropy"),
          share("clipped", "Clipped tokens", "policy/clip_frac"),
          number("learning-rate", "Learning rate", "learning rate", "lr"));

  private StageFigures() {}

  static List<Figure> of(List<RunRecords> runs, String stage) {
    List<Figure> figures = new ArrayList<>();
    for (Plan plan : PLANS) {
      List<Figure.Line> lines = new ArrayList<>();
      for (int run = 0; run < runs.size(); run++) {
        for (int member = 0; member < plan.metrics().size(); member++) {
          Labelled metric = plan.metrics().get(member);
          Curve curve = TrainingSection.metrics(runs.get(run), stage).get(metric.metric());
          if (curve != null) {
            lines.add(TrainingSection.line(runs, run, member, metric.label(), curve));
          }
        }
      }
      if (!lines.isEmpty()) {
        String id = (stage.isEmpty() ? "stage" : stage) + "-" + plan.id();
        figures.add(new Figure(id, plan.caption(), Axis.STEP, plan.range(), lines));
      }
    }
    return figures;
  }

  private static Plan share(String id, String caption, String metric) {
    return new Plan(id, caption, Axis.share("share"), List.of(new Labelled(metric, "")));
  }

  private static Plan number(String id, String caption, String unit, String metric) {
    return new Plan(id, caption, Axis.number(unit), List.of(new Labelled(metric, "")));
  }
}
