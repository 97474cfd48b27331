package io.github.rrm4j.trainer.judge;

import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.Environment;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.Round;
import io.github.rrm4j.trainer.grpo.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Preference pairs with a gold response, about which a judge is asked: a reward of +1 for the gold
 * verdict and -1 otherwise, or what the settings put in their places.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), arXiv 2505.14674, section 3.
 *
 * @param bothOrders whether questions 2i and 2i + 1 are the two orders of one pair
 */
public record JudgeEnvironment(JudgePrompts prompts, RewardFunction reward, boolean bothOrders)
    implements Environment<JudgePrompt, JudgedAnswer> {

  @Override
  public List<JudgePrompt> questions(Round round) {
    return prompts.of(round);
  }

  @Override
  public List<Group<JudgePrompt, JudgedAnswer>> reward(
      List<JudgePrompt> questions, List<List<Rollout>> completions, Round round) {
    List<List<JudgedAnswer>> answers = new ArrayList<>();
    List<List<JudgedCompletion>> judged = new ArrayList<>();
    for (int q = 0; q < questions.size(); q++) {
      JudgePrompt question = questions.get(q);
      List<JudgedAnswer> read =
          completions.get(q).stream().map(rollout -> read(question, rollout)).toList();
      List<JudgedCompletion> facts = new ArrayList<>();
      for (int i = 0; i < read.size(); i++) {
        facts.add(facts(question, completions.get(q).get(i), read.get(i)));
      }
      answers.add(read);
      judged.add(facts);
    }
    List<List<Reward>> rewards = reward.score(judged, bothOrders, round.maxTokens());
    List<Group<JudgePrompt, JudgedAnswer>> groups = new ArrayList<>();
    for (int q = 0; q < questions.size(); q++) {
      List<Sample<JudgedAnswer>> samples = new ArrayList<>();
      for (int i = 0; i < completions.get(q).size(); i++) {
        Optional<Reward> own = Optional.of(rewards.get(q).get(i));
        samples.add(Sample.of(completions.get(q).get(i), answers.get(q).get(i), own));
      }
      groups.add(new Group<>(questions.get(q), samples));
    }
    return groups;
  }

  private static JudgedAnswer read(JudgePrompt question, Rollout rollout) {
    Judgement judgement = question.judge().read(rollout);
    return new JudgedAnswer(judgement, Outcome.of(judgement.verdict(), question.pair().gold()));
  }

  private JudgedCompletion facts(JudgePrompt question, Rollout rollout, JudgedAnswer answer) {
    return new JudgedCompletion(
        answer.outcome(),
        answer.judgement().thinkingTokens(),
        rollout.logprobs().length,
        reward.weights().soft() > 0
            ? goldProbability(question.judge(), rollout, answer.outcome())
            : OptionalDouble.empty(),
        answer.judgement().confidence(),
        question.target());
  }

  /**
   * The probability p of the written number is that of its side; what is left, 1 - p, is taken for
   * the other side's.
   */
  private static OptionalDouble goldProbability(
      JudgeFormat judge, Rollout rollout, Outcome outcome) {
    if (outcome != Outcome.CORRECT && outcome != Outcome.WRONG) {
      return OptionalDouble.empty();
    }
    double p = Math.exp(rollout.logprobs()[judge.verdictToken(rollout).orElseThrow()]);
    return OptionalDouble.of(outcome == Outcome.CORRECT ? p : 1 - p);
  }

  @Override
  public String timing() {
    return "reward";
  }

  /** Held-out pairs have a gold response, so nothing is compared with an earlier judge. */
  @Override
  public boolean startIsBaseline() {
    return false;
  }
}
