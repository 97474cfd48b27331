package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.reward.Answers;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.judging.reward.PolicyReward.Rewarded;
import io.github.rrm4j.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;

/** A group whose rollouts are answers to a prompt, read; all lists by sample. */
record AnsweredGroup(Prompt prompt, List<Reply> replies, Rewarded rewarded, Group group) {

  /**
   * Reads and rewards the rollouts of some prompts.
   *
   * @param key what the draws of the reward depend on
   */
  static List<AnsweredGroup> of(
      List<Prompt> prompts,
      List<List<Rollout>> rollouts,
      Policy policy,
      PolicyReward reward,
      Key key) {
    List<List<Reply>> replies = new ArrayList<>();
    List<Answers> answers = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      List<Reply> read = rollouts.get(p).stream().map(policy::read).toList();
      replies.add(read);
      answers.add(Answers.of(prompts.get(p), read));
    }
    List<Rewarded> rewarded = reward.of(answers, key);
    List<AnsweredGroup> groups = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      Group group = new Group(rollouts.get(p), rewarded.get(p).rewards());
      groups.add(new AnsweredGroup(prompts.get(p), replies.get(p), rewarded.get(p), group));
    }
    return groups;
  }
}
