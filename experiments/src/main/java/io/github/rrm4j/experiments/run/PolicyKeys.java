package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.oneOf;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.reward.JudgeRewards;
import io.github.rrm4j.judging.reward.JudgeRewards.NoAnswer;
import io.github.rrm4j.model.ModelPlace;
import io.github.rrm4j.rewards.group.MatchReward;
import io.github.rrm4j.rewards.group.MatchReward.EloReward;
import io.github.rrm4j.rewards.group.MatchReward.NetWins;
import io.github.rrm4j.rewards.group.MatchReward.OpponentReward;
import io.github.rrm4j.rewards.group.MatchReward.PairwiseAdvantage;
import io.github.rrm4j.rewards.group.MatchReward.Unreadable;
import io.github.rrm4j.trainer.policy.PolicySettings;
import io.github.rrm4j.trainer.policy.PolicySettings.JudgeModel;
import io.github.rrm4j.trainer.policy.PolicySettings.RewardWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The keys below {@code policy}. The judge's folder is looked into when the run's plan is made.
 *
 * @param model empty for no judge
 * @param scalar empty for no scalar reward model
 * @param template empty for the model's own
 * @param temperature empty for the model's own
 * @param maxNewTokens empty for the model's own
 */
public record PolicyKeys(
    RewardWeights weights,
    Optional<String> model,
    Optional<String> scalar,
    Optional<String> template,
    OptionalDouble temperature,
    OptionalLong maxNewTokens,
    int votes,
    Orders orders,
    JudgeRewards.Settings rewards,
    boolean stopOnOveroptimization) {

  enum Rule {
    ELO,
    ONE_OPPONENT,
    ALL_PAIRS,
    PAIRWISE
  }

  static PolicyKeys read(ConfigReader c) {
    ConfigReader judge = c.section("judge");
    return new PolicyKeys(
        c.section("weights").record(RewardWeights.class),
        judge.optionalText("model"),
        c.section("scalar").optionalText("model"),
        judge.optionalText("template"),
        judge.optionalNumber("temperature", atLeast(0)),
        judge.optionalInteger("max_new_tokens", atLeast(1)),
        judge.count("votes", atLeast(1)),
        Word.in(Orders.class, judge.text("orders", oneOf("half", "both"))).orElseThrow(),
        new JudgeRewards.Settings(
            rule(judge),
            judge.choice("unreadable", Unreadable.class),
            judge.choice("no_answer", NoAnswer.class),
            judge.flag("team_identical"),
            judge.count("max_prompt_tokens", atLeast(1))),
        c.flag("stop_on_overoptimization"));
  }

  private static MatchReward rule(ConfigReader judge) {
    EloReward elo =
        new EloReward(
            judge.count("opponents", atLeast(0)),
            judge.number("elo_k", above(0)),
            judge.count("elo_orders", atLeast(0)));
    return switch (judge.choice("rule", Rule.class)) {
      case ELO -> elo;
      case ONE_OPPONENT -> new OpponentReward();
      case ALL_PAIRS -> new NetWins();
      case PAIRWISE -> new PairwiseAdvantage();
    };
  }

  /** Whether the rewards are advantages already. */
  boolean pairwise() {
    return rewards.rule() instanceof PairwiseAdvantage && weights.judge() != 0;
  }

  /** Adds what is wrong with a run that has the policy stage. */
  void check(ConfigReader c) {
    c.section("weights")
        .problemIf(
            weights.judge() == 0 && weights.scalar() == 0 && weights.gold() == 0,
            "judge",
            "is 0 and so are scalar and gold, one source must have a weight");
    c.section("scalar")
        .problemIf(
            weights.scalar() != 0 && scalar.isEmpty(),
            "model",
            "is not set, must be a reward model's folder with policy.weights.scalar");
    c.section("judge")
        .problemIf(
            weights.judge() != 0 && model.isEmpty(),
            "model",
            "is not set, must be a judge's folder with policy.weights.judge");
    c.problemIf(
        stopOnOveroptimization && model.isEmpty(),
        "stop_on_overoptimization",
        "is true, must be false without policy.judge.model, whose win rate is watched");
  }

  /**
   * The settings of the stage, with what the judge's folder says of itself.
   *
   * @param stage whether the run has the stage; without it no judge is looked for
   * @throws InvalidInput if the folder of the judge is not there, or it cannot be asked so
   */
  PolicySettings settings(boolean stage) {
    return new PolicySettings(
        stage ? model.map(this::judge) : Optional.empty(),
        stage && weights.scalar() != 0
            ? scalar.map(given -> folder("policy.scalar.model", given))
            : Optional.empty(),
        weights,
        stopOnOveroptimization);
  }

  private static Path folder(String key, String given) {
    Path folder = ModelPlace.of(Path.of(given)).folder();
    if (!Files.isDirectory(folder)) {
      throw InvalidInput.of(
          "%s: %s is no folder, must be a model folder, a checkpoint or a run", key, given);
    }
    return folder;
  }

  private JudgeModel judge(String given) {
    Path folder = folder("policy.judge.model", given);
    JudgeSpec named = JudgeSpec.of(folder);
    JudgeSpec spec = template.map(named::template).orElse(named);
    spec = temperature.isPresent() ? spec.temperature(temperature.getAsDouble()) : spec;
    spec =
        maxNewTokens.isPresent()
            ? spec.maxNewTokens((int) Math.min(Integer.MAX_VALUE, maxNewTokens.getAsLong()))
            : spec;
    JudgeSettings settings = spec.settings();
    if (votes > (orders == Orders.HALF ? 2 : 1) && settings.sampling().temperature() == 0) {
      throw InvalidInput.of(
          "policy.judge.votes: is %d, which at temperature 0 are the same vote; raise policy.judge.temperature or take one",
          votes);
    }
    return new JudgeModel(folder, settings, votes, orders, rewards);
  }
}
