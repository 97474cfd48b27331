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
import io.github.rrm4j.trainer.grpo.PairOrders;
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
 * @param orders in which pairs are shown; where both are, questions 2i and 2i + 1 are those of one
 *     pair
 */
public record JudgeEnvironment(JudgePrompts prompts, RewardFunction reward, PairOrders orders)
    implements Environment<JudgePrompt, JudgedAnswer> {

  @Override
  public List<JudgePrompt> questions(Round round) {
    return prompts.of(round);
  }

  @Override
  public List<Group<JudgePrompt, JudgedAnswer>> reward(
      List<JudgePrompt> questions, List<List<Rollout>> completions, Round round) {
    List<List<Read>> read = new ArrayList<>(); // by group
    for (int q = 0; q < questions.size(); q++) {
      JudgePrompt question = questions.get(q);
      if (q % orders.promptsOfGroup() == 0) {
        read.add(new ArrayList<>());
      }
      completions.get(q).forEach(rollout -> last(read).add(read(question, rollout)));
    }
    List<List<JudgedCompletion>> judged =
        read.stream().map(group -> group.stream().map(this::facts).toList()).toList();
    List<List<Reward>> rewards =
        reward.score(judged, orders == PairOrders.TWO_GROUPS, round.maxTokens());
    List<Group<JudgePrompt, JudgedAnswer>> groups = new ArrayList<>();
    for (int g = 0; g < read.size(); g++) {
      List<Sample<JudgedAnswer>> samples = new ArrayList<>();
      for (int i = 0; i < read.get(g).size(); i++) {
        Read one = read.get(g).get(i);
        samples.add(Sample.of(one.rollout(), one.answer(), Optional.of(rewards.get(g).get(i))));
      }
      groups.add(new Group<>(questions.get(g * orders.promptsOfGroup()), samples));
    }
    return groups;
  }

  /** A completion and what it says. */
  private record Read(Rollout rollout, JudgedAnswer answer) {}

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static Read read(JudgePrompt question, Rollout rollout) {
    Judgement judgement = question.judge().read(rollout);
    Outcome outcome = Outcome.of(judgement.verdict(), question.pair().gold());
    return new Read(rollout, new JudgedAnswer(question, judgement, outcome));
  }

  private JudgedCompletion facts(Read read) {
    JudgePrompt question = read.answer().prompt();
    JudgedAnswer answer = read.answer();
    Rollout rollout = read.rollout();
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
