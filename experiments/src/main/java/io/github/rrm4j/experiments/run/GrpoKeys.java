package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.atMost;
import static io.github.rrm4j.config.Rule.between;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.grpo.MaxTokensSchedule;
import io.github.rrm4j.trainer.grpo.Objective;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import java.util.Optional;
import java.util.OptionalDouble;

/** The keys below {@code grpo}; settings that mean nothing together are problems. */
final class GrpoKeys {

  private final ConfigReader c;
  private final Objective objective;

  private GrpoKeys(ConfigReader c) {
    this.c = c;
    this.objective = c.choice("objective", Objective.class);
  }

  /**
   * Reads every key but the optimizer's.
   *
   * @param rollout of rollout, already read
   * @param adapter whether an adapter is trained
   * @param pairwise whether the rewards are advantages already
   */
  static GrpoSettings read(ConfigReader c, RolloutKeys rollout, boolean adapter, boolean pairwise) {
    GrpoKeys keys = new GrpoKeys(c);
    c.problemIf(
        !rollout.judge().sampling().candidates().equals(Candidates.ALL)
            && c.choice("importance", Importance.Kind.class) == Importance.Kind.NONE,
        "importance",
        "is none, must be truncate or mask with rollout.top_k, top_p or min_p, which draw from another distribution than the one that is trained");
    return new GrpoSettings(
        keys.batch(),
        keys.policy(),
        keys.kl(adapter),
        keys.compare(pairwise),
        keys.limit(rollout),
        new GrpoSettings.LogprobMismatch(
            c.number("logprob_diff_warn", above(0)), c.number("logprob_diff_abort", above(0))));
  }

  private GrpoSettings.Batch batch() {
    int prompts = c.count("prompts", atLeast(1));
    int groupSize = c.count("group_size", atLeast(2));
    int miniBatch = c.optionalCount("mini_batch_size", atLeast(1)).orElse(prompts);
    PairOrders orders = orders(prompts, groupSize);
    boolean drop = c.flag("dynamic_sampling");
    int rounds = c.count("max_resample_rounds", atLeast(0));
    c.problemIf(
        prompts % miniBatch != 0,
        "mini_batch_size",
        "is " + miniBatch + ", must divide grpo.prompts (" + prompts + ")");
    c.problemIf(
        rounds > 0 && !drop,
        "max_resample_rounds",
        "is "
            + rounds
            + ", must be 0 with grpo.dynamic_sampling: false, which leaves no gap to fill");
    return new GrpoSettings.Batch(
        c.integer("steps", atLeast(1)),
        prompts,
        groupSize,
        miniBatch,
        orders,
        new GrpoSettings.Refill(drop, rounds),
        c.count("staleness", atLeast(0)));
  }

  /** What {@code group_orders} can be. */
  private enum GroupOrders {
    ONE,
    BOTH
  }

  private PairOrders orders(int prompts, int groupSize) {
    boolean apart = c.flag("both_orders");
    boolean together = c.choice("group_orders", GroupOrders.class) == GroupOrders.BOTH;
    c.problemIf(
        apart && prompts % 2 != 0,
        "prompts",
        "is " + prompts + ", must be even with grpo.both_orders: true");
    c.problemIf(
        apart && together,
        "group_orders",
        "is both, must be one with grpo.both_orders: true, which gives each order a group of its own");
    c.problemIf(
        together && groupSize % 2 != 0,
        "group_size",
        "is " + groupSize + ", must be even with grpo.group_orders: both, half for each order");
    return together ? PairOrders.ONE_GROUP : apart ? PairOrders.TWO_GROUPS : PairOrders.ONE;
  }

  private GrpoSettings.Policy policy() {
    Optional<Aggregation> aggregation = c.optionalChoice("aggregation", Aggregation.class);
    OptionalDouble low = c.optionalNumber("clip_low", above(0), atMost(1));
    OptionalDouble high = c.optionalNumber("clip_high", above(0));
    OptionalDouble dual = c.optionalNumber("dual_clip", above(1));
    String name = Word.of(objective);
    if (objective == Objective.GSPO
        && aggregation.orElse(Aggregation.SEQUENCE) != Aggregation.SEQUENCE) {
      c.problem(
          "aggregation",
          "is "
              + Word.of(aggregation.get())
              + ", must be sequence or null with grpo.objective: gspo, whose ratio is that of a whole sequence");
    }
    c.problemIf(
        !objective.clips() && (low.isPresent() || high.isPresent()),
        low.isPresent() ? "clip_low" : "clip_high",
        "is set, must be null with grpo.objective: reinforce, which has no ratio to clip");
    c.problemIf(
        dual.isPresent() && !objective.dualClips(),
        "dual_clip",
        Text.format(
            "is set, must be null with grpo.objective: %s; it bounds the clipped ratio of a token (grpo, dr_grpo, dapo)",
            name));
    return new GrpoSettings.Policy(
        objective.term(
            low.orElse(objective.published().clipLow()),
            high.orElse(objective.published().clipHigh()),
            dual.orElse(Double.POSITIVE_INFINITY)),
        aggregation.orElse(objective.published().aggregation()),
        importance(),
        c.number("entropy_coefficient", atLeast(0)));
  }

  private Importance importance() {
    Importance.Kind kind = c.choice("importance", Importance.Kind.class);
    double low = c.number("importance_low", between(0, 1));
    double high = c.number("importance_high", atLeast(1));
    Importance.Level level = c.choice("importance_level", Importance.Level.class);
    boolean none = kind == Importance.Kind.NONE;
    c.problemIf(
        !none && level == Importance.Level.TOKEN && objective == Objective.GSPO,
        "importance",
        "weighs tokens, must be none, or have grpo.importance_level: sequence, with grpo.objective: gspo, whose ratio is that of a whole sequence");
    c.problemIf(
        none && !objective.clips() && c.count("staleness", atLeast(0)) > 0,
        "importance",
        "is none, must be truncate or mask with grpo.staleness above 0 and grpo.objective: reinforce, which has no ratio to correct what older weights drew");
    return none ? Importance.NONE : new Importance(kind, low, high, level);
  }

  private GrpoSettings.Kl kl(boolean adapter) {
    double coefficient = c.number("kl_coefficient", atLeast(0));
    KlEstimator estimator = c.choice("kl_estimator", KlEstimator.class);
    KlPlace place = c.choice("kl_place", KlPlace.class);
    Optional<Reference> given = c.optionalChoice("reference", Reference.class);
    int every = c.count("reference_sync_steps", atLeast(1));
    c.problemIf(
        coefficient > 0 && place == KlPlace.LOSS && estimator == KlEstimator.K1,
        "kl_estimator",
        "is k1, whose expected gradient is zero in the loss; take k2, k3 or k3_k2, or set grpo.kl_place: reward");
    c.problemIf(
        coefficient > 0 && place == KlPlace.REWARD && estimator == KlEstimator.K3_K2,
        "kl_estimator",
        "is k3_k2, which differs from k3 in its gradient alone, and a reward has none; take k1, k2 or k3");
    Reference own =
        coefficient == 0 ? Reference.NONE : adapter ? Reference.ADAPTER_OFF : Reference.FROZEN;
    check(given.orElse(own), coefficient, adapter);
    return new GrpoSettings.Kl(coefficient, estimator, place, given.orElse(own), every);
  }

  private void check(Reference reference, double coefficient, boolean adapter) {
    c.problemIf(
        reference == Reference.NONE && coefficient > 0,
        "reference",
        "is none, must be something to measure the KL from with grpo.kl_coefficient above 0");
    c.problemIf(
        reference == Reference.ADAPTER_OFF && !adapter,
        "reference",
        "is adapter_off, but no adapter is trained (model.lora.rank is 0); take frozen");
  }

  private GrpoSettings.AdvantageSettings compare(boolean pairwise) {
    Optional<GroupAdvantages> advantages = c.optionalChoice("advantages", GroupAdvantages.class);
    c.problemIf(
        pairwise && advantages.isPresent() && advantages.get() != GroupAdvantages.NONE,
        "advantages",
        "must be none or null with policy.judge.rule: pairwise, which gives advantages already");
    int minimum = c.count("min_group_size", atLeast(1));
    c.problemIf(
        minimum > c.count("group_size", atLeast(2)),
        "min_group_size",
        "is " + minimum + ", must be at most grpo.group_size");
    return new GrpoSettings.AdvantageSettings(
        advantages.orElse(pairwise ? GroupAdvantages.NONE : objective.published().advantages()),
        c.optionalNumber("advantage_clip", above(0)).orElse(Double.POSITIVE_INFINITY),
        c.flag("mask_truncated"),
        minimum);
  }

  private MaxTokensSchedule limit(RolloutKeys rollout) {
    int most = rollout.judge().sampling().maxNewTokens();
    int start = c.optionalCount("max_new_tokens_start", atLeast(1)).orElse(most);
    int end = c.optionalCount("max_new_tokens_end", atLeast(1)).orElse(most);
    long steps = c.integer("max_new_tokens_steps", atLeast(1));
    c.problemIf(
        start > most,
        "max_new_tokens_start",
        Text.format("is %d, must be at most rollout.max_new_tokens (%d)", start, most));
    c.problemIf(
        end > most,
        "max_new_tokens_end",
        Text.format("is %d, must be at most rollout.max_new_tokens (%d)", end, most));
    boolean moves = start != most || end != most;
    c.problemIf(
        moves && rollout.rollouts().thinking().isPresent(),
        start != most ? "max_new_tokens_start" : "max_new_tokens_end",
        "is set, must be null with rollout.thinking_budget, which already ends the thinking");
    return new MaxTokensSchedule(start, end, steps);
  }
}
