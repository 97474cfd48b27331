package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rewards.judge.RewardFunction.Weights;
import io.github.rrm4j.rewards.judge.RewardScheme;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rewards.length.LengthRule.CosineLength;
import io.github.rrm4j.rewards.length.LengthRule.GroupLength;
import io.github.rrm4j.rewards.length.LengthRule.LinearCost;
import io.github.rrm4j.rewards.length.LengthRule.SoftOverlong;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;

/** The keys below {@code reward}. */
final class RewardKeys {

  enum LengthKind {
    NONE,
    LINEAR,
    DAPO,
    KIMI,
    L1_EXACT,
    L1_MAX,
    COSINE
  }

  private RewardKeys() {}

  /**
   * Reads every key.
   *
   * @param bothOrders whether a step has both orders of its pairs
   * @param judge whose words may ask for a confidence, with its token limit
   */
  static RewardFunction read(ConfigReader c, boolean bothOrders, JudgeSettings judge) {
    RewardScheme scheme = c.record(RewardScheme.class);
    ConfigReader w = c.section("weights");
    Weights weights =
        new Weights(
            w.number("verdict", atLeast(0)),
            w.number("consistency", atLeast(0)),
            w.number("soft", atLeast(0)),
            w.number("brier", atLeast(0)),
            w.number("length", atLeast(0)));
    w.problemIf(
        weights.consistency() > 0 && !bothOrders,
        "consistency",
        Text.format(
            "is %s, must be 0 unless grpo.both_orders is true: it compares the two orders of a"
                + " pair",
            weights.consistency()));
    w.problemIf(
        weights.brier() > 0 && !judge.template().asksForConfidence(),
        "brier",
        Text.format(
            "is %s, must be 0 unless judge.template asks for <confidence>, as rrm-confidence and"
                + " compact-confidence do",
            weights.brier()));
    w.problemIf(
        weights.verdict() + weights.consistency() + weights.soft() == 0,
        "verdict",
        "is 0 and so are consistency and soft: nothing would depend on the verdict");
    return new RewardFunction(
        scheme,
        weights,
        c.flag("format_gate"),
        length(c.section("length"), judge.sampling().maxNewTokens()));
  }

  private static LengthRule length(ConfigReader c, int maxNewTokens) {
    LengthKind kind = c.choice("kind", LengthKind.class);
    double cost = c.number("cost", atLeast(0));
    int buffer = c.count("buffer", atLeast(1));
    double alpha = c.number("alpha", above(0));
    double delta = c.number("delta", atLeast(0));
    int from = c.count("target_min", atLeast(1));
    int to = c.count("target_max", atLeast(1));
    CosineLength.Ends correct =
        new CosineLength.Ends(c.number("correct_short"), c.number("correct_long"));
    CosineLength.Ends wrong =
        new CosineLength.Ends(c.number("wrong_short"), c.number("wrong_long"));
    c.problemIf(
        kind == LengthKind.DAPO && buffer >= maxNewTokens,
        "buffer",
        Text.format("is %d, must be below rollout.max_new_tokens (%d)", buffer, maxNewTokens));
    if (kind == LengthKind.L1_EXACT || kind == LengthKind.L1_MAX) {
      targets(c, from, to, maxNewTokens);
    }
    return switch (kind) {
      case NONE -> LengthRule.NONE;
      case LINEAR -> new LinearCost(cost);
      case DAPO -> new SoftOverlong(buffer);
      case KIMI -> new GroupLength();
      case L1_EXACT -> new TargetLength(TargetLength.Kind.EXACT, alpha, delta, from, to);
      case L1_MAX -> new TargetLength(TargetLength.Kind.MAX, alpha, delta, from, to);
      case COSINE -> new CosineLength(correct, wrong);
    };
  }

  private static void targets(ConfigReader c, int from, int to, int maxNewTokens) {
    c.problemIf(
        from > to, "target_min", Text.format("is %d, must be at most target_max (%d)", from, to));
    c.problemIf(
        to >= maxNewTokens,
        "target_max",
        Text.format(
            "is %d, must be below rollout.max_new_tokens (%d), or it cannot be reached",
            to, maxNewTokens));
  }
}
