package io.github.rrm4j.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which metrics of a stage are drawn, in which order and unit. */
final class StageFigures {

  /**
   * One figure.
   *
   * @param metrics the metrics that share it, each with its label
   */
  private record Plan(String caption, Chart.Scale scale, List<Labelled> metrics) {}

  private record Labelled(String metric, String label) {}

  private static final List<Plan> PLANS =
      List.of(
          one("Accuracy of the rollouts", Chart.Scale.SHARE, "reward/accuracy"),
          one("Mean reward of the rollouts", Chart.Scale.NUMBER, "reward/mean"),
          new Plan(
              "Rewards of pairs (beta times log ratio)",
              Chart.Scale.NUMBER,
              List.of(
                  new Labelled("rewards/chosen", "chosen"),
                  new Labelled("rewards/rejected", "rejected"),
                  new Labelled("rewards/margins", "margin"))),
          one("Pairs in the order of their labels", Chart.Scale.SHARE, "rewards/accuracies"),
          one("KL to the reference (nats per token)", Chart.Scale.NUMBER, "kl/mean"),
          one("Thinking length of the rollouts (tokens)", Chart.Scale.NUMBER, "len/thinking_mean"),
          new Plan(
              "Rollouts without a verdict",
              Chart.Scale.SHARE,
              List.of(
                  new Labelled("verdict/malformed_frac", "malformed"),
                  new Labelled("verdict/truncated_frac", "truncated"))),
          new Plan(
              "Groups by outcome",
              Chart.Scale.SHARE,
              List.of(
                  new Labelled("group/all_right_frac", "all right"),
                  new Labelled("group/mixed_frac", "mixed"),
                  new Labelled("group/all_wrong_frac", "all wrong"))),
          new Plan(
              "Thinking of right and of wrong rollouts (tokens)",
              Chart.Scale.NUMBER,
              List.of(
                  new Labelled("len/thinking_correct_mean", "right"),
                  new Labelled("len/thinking_wrong_mean", "wrong"))),
          one("Loss", Chart.Scale.NUMBER, "loss"),
          one("Gradient norm", Chart.Scale.NUMBER, "grad_norm"),
          new Plan(
              "Rollout against trainer log-probs (nats)",
              Chart.Scale.NUMBER,
              List.of(
                  new Labelled("logprob_gap/mean", "mean"),
                  new Labelled("logprob_gap/max", "max"))),
          one("Policy entropy (nats per token)", Chart.Scale.NUMBER, "policy/entropy"),
          one("Clipped tokens", Chart.Scale.SHARE, "policy/clip_frac"),
          one("Learning rate", Chart.Scale.NUMBER, "lr"));

  private StageFigures() {}

  /** The figures of one stage; those that no metric of the stage belongs to are left out. */
  static List<Figure> of(Map<String, Curve> metrics) {
    List<Figure> figures = new ArrayList<>();
    for (Plan plan : PLANS) {
      List<Figure.Line> lines =
          plan.metrics().stream()
              .filter(member -> metrics.containsKey(member.metric()))
              .map(
                  member ->
                      new Figure.Line(
                          member.label(), metrics.get(member.metric()), Optional.empty()))
              .toList();
      if (!lines.isEmpty()) {
        figures.add(Figure.of(plan.caption(), plan.scale(), lines));
      }
    }
    return figures;
  }

  private static Plan one(String caption, Chart.Scale scale, String metric) {
    return new Plan(caption, scale, List.of(new Labelled(metric, "")));
  }
}
