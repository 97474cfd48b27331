package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * Reinforcement learning of a policy on prompts without labels: the answers of a group are compared
 * by a judge, and what it says of them is their reward.
 *
 * <pre>
 *   prompts -> G answers of each -> matches before the judge -> rewards -> {@link GrpoStep}
 * </pre>
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), reinforcement learning with the judge as the
 * reward; Shao et al. 2024 (GRPO).
 */
public final class PolicyStage implements Stage {

  /** Its name in metrics and in {@code stages}. */
  static final String NAME = "policy";

  /**
   * What a stage works with. There is no gold in it: a prompt has no room for one.
   *
   * @param policy how a prompt is asked and a completion is read
   * @param engine of the policy
   */
  record Parts(List<Prompt> prompts, Policy policy, RolloutEngine engine, PolicyReward reward) {}

  private final Parts parts;
  private final GrpoStep grpo;
  private final Key key;
  private final Turns turns;

  /**
   * @param key what data order, sampling and the judge's draws depend on
   */
  PolicyStage(Parts parts, GrpoStep grpo, Key key) {
    this.parts = parts;
    this.grpo = grpo;
    this.key = key;
    this.turns = new Turns(key, parts.prompts().size(), grpo.settings().batch().refill().rounds());
  }

  @Override
  public String name() {
    return NAME;
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
    List<AnsweredGroup> answered =
        grpo.groups(round -> answered(step, round, watch), AnsweredGroup::group);
    List<Group> groups = answered.stream().map(AnsweredGroup::group).toList();
    AnswerNotes notes = new AnswerNotes(answered, parts.reward().compares());
    return grpo.take(step, groups, notes, watch);
  }

  /** Answers to the prompts whose turn it is, read and rewarded. */
  private List<AnsweredGroup> answered(long step, int round, Stopwatch watch) {
    int[] indices = turns.of(step, round, grpo.settings().prompts());
    Key own = turns.key(key, round);
    List<Prompt> prompts = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (int index : indices) {
      Key sampling = own.with("sample").with(step).with(prompts.size());
      Prompt prompt = parts.prompts().get(index);
      prompts.add(prompt);
      requests.add(new Request(parts.policy().prompt(prompt), sampling));
    }
    List<List<Rollout>> rollouts =
        parts.engine().generate(requests, grpo.settings().groupSize(), grpo.sampling(step));
    watch.lap("rollout");
    List<AnsweredGroup> groups =
        AnsweredGroup.of(
            prompts, rollouts, parts.policy(), parts.reward(), own.with("reward").with(step));
    watch.lap("judge");
    return groups;
  }
}
