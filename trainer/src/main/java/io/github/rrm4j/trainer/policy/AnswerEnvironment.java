package io.github.rrm4j.trainer.policy;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.reward.Answers;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.judging.reward.PolicyReward.Rewarded;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.BatchSampler;
import io.github.rrm4j.trainer.grpo.Environment;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.Round;
import io.github.rrm4j.trainer.grpo.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompts without labels, which a policy answers: a judge compares the answers of a group, and what
 * it says of them is their reward.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), arXiv 2505.14674: reinforcement learning
 * with the judge as the reward.
 *
 * <p>There is no gold answer in it: a prompt has no room for one.
 *
 * @param policy how a prompt is asked and a completion is read
 * @param size prompts of a round
 * @param sampler draws the prompts; its key decides the samples and the judge's draws too
 */
public record AnswerEnvironment(
    List<Prompt> prompts, Policy policy, PolicyReward reward, int size, BatchSampler sampler)
    implements Environment<AnswerPrompt, PolicyAnswer> {

  @Override
  public List<AnswerPrompt> questions(Round round) {
    Key own = sampler.key(round);
    List<AnswerPrompt> questions = new ArrayList<>();
    for (int index : sampler.indices(round, size)) {
      Key sampling = own.with("sample").with(round.step()).with(questions.size());
      Prompt prompt = prompts.get(index);
      Request request = new Request(policy.prompt(prompt), sampling);
      questions.add(new AnswerPrompt(prompt, request));
    }
    return questions;
  }

  @Override
  public List<Group<AnswerPrompt, PolicyAnswer>> reward(
      List<AnswerPrompt> questions, List<List<Rollout>> completions, Round round) {
    List<List<Reply>> replies =
        completions.stream().map(group -> group.stream().map(policy::read).toList()).toList();
    List<Answers> answers = new ArrayList<>();
    for (int q = 0; q < questions.size(); q++) {
      answers.add(Answers.of(questions.get(q).prompt(), replies.get(q)));
    }
    Key own = sampler.key(round).with("reward").with(round.step());
    List<Rewarded> rewarded = reward.of(answers, own);
    List<Group<AnswerPrompt, PolicyAnswer>> groups = new ArrayList<>();
    for (int q = 0; q < questions.size(); q++) {
      Rewarded group = rewarded.get(q);
      List<Sample<PolicyAnswer>> samples = new ArrayList<>();
      for (int i = 0; i < replies.get(q).size(); i++) {
        PolicyAnswer answer = new PolicyAnswer(replies.get(q).get(i), group.reasons().get(i));
        samples.add(Sample.of(completions.get(q).get(i), answer, group.rewards().get(i)));
      }
      groups.add(new Group<>(questions.get(q).with(group.matches()), samples));
    }
    return groups;
  }

  @Override
  public String timing() {
    return "judge";
  }

  /** The judge's win rate is that against the policy before its first step. */
  @Override
  public boolean startIsBaseline() {
    return true;
  }
}
