package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.rewards.RewardFunction;
import io.github.rrm4j.rewards.length.TargetLength;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.Presentation.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reinforcement learning of a judge: group relative policy optimisation with a reward of +1 for the
 * gold verdict and -1 otherwise, or with what the settings put in their places.
 *
 * <pre>
 *   pairs -> prompts -> G judgements of each -> verdicts -> rewards -> {@link GrpoStep}
 * </pre>
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), section 3; Shao et al. 2024 (GRPO).
 */
public final class GrpoStage implements Stage {

  /**
   * What a stage works with.
   *
   * @param pairs the training pairs
   * @param judge how they are asked about
   * @param engine of the policy
   */
  record Parts(List<Pair> pairs, JudgeFormat judge, RolloutEngine engine, RewardFunction reward) {}

  /** A batch that was sampled before needs no key. */
  private static final Key NOTHING_DRAWN = Key.of(0, "replay");

  private final Parts parts;
  private final GrpoStep grpo;
  private final Presentation presentation;

  /**
   * @param key what data order, presentation and sampling depend on
   */
  GrpoStage(Parts parts, GrpoStep grpo, Key key) {
    this.parts = parts;
    this.grpo = grpo;
    Optional<TargetLength> target =
        parts.reward().length() instanceof TargetLength rule ? Optional.of(rule) : Optional.empty();
    this.presentation =
        new Presentation(parts.pairs(), parts.judge(), grpo.settings().batch(), target, key);
  }

  @Override
  public String name() {
    return "grpo";
  }

  @Override
  public long steps() {
    return grpo.settings().steps();
  }

  @Override
  public AdamW optimiser() {
    return grpo.optimiser();
  }

  @Override
  public StepReport step(long step) {
    Stopwatch watch = new Stopwatch();
    List<JudgedGroup> judged = grpo.groups(round -> judged(step, round, watch), JudgedGroup::group);
    return learn(step, judged, watch);
  }

  /** Takes a step on what was sampled for it before; weights and moments must be those of then. */
  StepReport again(long step, List<BatchLines.Sampled> sampled) {
    List<Asked> asked = new ArrayList<>();
    List<List<Rollout>> rollouts = new ArrayList<>();
    for (BatchLines.Sampled group : sampled) {
      Request request = new Request(group.rollouts().get(0).sequence().prompt(), NOTHING_DRAWN);
      asked.add(new Asked(group.pair(), parts.judge(), request, group.target()));
      rollouts.add(group.rollouts());
    }
    return learn(step, groups(asked, rollouts, grpo.sampling(step)), new Stopwatch());
  }

  private StepReport learn(long step, List<JudgedGroup> judged, Stopwatch watch) {
    List<Group> groups = judged.stream().map(JudgedGroup::group).toList();
    return grpo.take(step, groups, new VerdictNotes(judged), watch);
  }

  /** Rollouts of the pairs whose turn it is, read and rewarded. */
  private List<JudgedGroup> judged(long step, int round, Stopwatch watch) {
    Sampling sampling = grpo.sampling(step);
    List<Asked> asked = presentation.of(step, round);
    List<Request> requests = asked.stream().map(Asked::request).toList();
    List<List<Rollout>> rollouts =
        parts.engine().generate(requests, grpo.settings().groupSize(), sampling);
    watch.lap("rollout");
    List<JudgedGroup> groups = groups(asked, rollouts, sampling);
    watch.lap("reward");
    return groups;
  }

  private List<JudgedGroup> groups(
      List<Asked> asked, List<List<Rollout>> rollouts, Sampling sampling) {
    boolean bothOrders = grpo.settings().batch().bothOrders();
    return JudgedGroup.of(asked, rollouts, parts.reward(), bothOrders, sampling.maxNewTokens());
  }
}
