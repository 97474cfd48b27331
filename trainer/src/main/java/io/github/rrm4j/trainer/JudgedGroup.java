package io.github.rrm4j.trainer;

import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.rewards.Judged;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.RewardFunction;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.Presentation.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A group whose rollouts are judgements of a pair, read; all lists by sample. */
record JudgedGroup(Asked asked, List<Judgement> judgements, List<Outcome> outcomes, Group group) {

  /**
   * Reads and rewards the rollouts of some prompts.
   *
   * @param bothOrders whether prompts 2i and 2i + 1 are the two orders of one pair
   * @param limit the most tokens that a completion could have
   */
  static List<JudgedGroup> of(
      List<Asked> asked,
      List<List<Rollout>> rollouts,
      RewardFunction function,
      boolean bothOrders,
      int limit) {
    List<List<Judgement>> judgements = new ArrayList<>();
    List<List<Judged>> judged = new ArrayList<>();
    for (int p = 0; p < asked.size(); p++) {
      List<Judgement> read = rollouts.get(p).stream().map(asked.get(p).judge()::read).toList();
      List<Judged> facts = new ArrayList<>();
      for (int g = 0; g < read.size(); g++) {
        facts.add(facts(asked.get(p), rollouts.get(p).get(g), read.get(g), function));
      }
      judgements.add(read);
      judged.add(facts);
    }
    List<List<Reward>> rewards = function.score(judged, bothOrders, limit);
    List<JudgedGroup> groups = new ArrayList<>();
    for (int p = 0; p < asked.size(); p++) {
      List<Outcome> outcomes = judged.get(p).stream().map(Judged::outcome).toList();
      Group group = new Group(rollouts.get(p), rewards.get(p).stream().map(Optional::of).toList());
      groups.add(new JudgedGroup(asked.get(p), judgements.get(p), outcomes, group));
    }
    return groups;
  }

  private static Judged facts(
      Asked asked, Rollout rollout, Judgement read, RewardFunction function) {
    Outcome outcome = Outcome.of(read.verdict(), asked.pair().gold());
    return new Judged(
        outcome,
        read.thinkingTokens(),
        rollout.logprobs().length,
        function.weights().soft() > 0
            ? goldProbability(asked.judge(), rollout, outcome)
            : OptionalDouble.empty(),
        asked.target());
  }

  /**
   * The probability p of the number that was written is that of its side; what is left, 1 - p, is
   * taken for the other side's.
   */
  private static OptionalDouble goldProbability(
      JudgeFormat judge, Rollout rollout, Outcome outcome) {
    if (outcome != Outcome.CORRECT && outcome != Outcome.WRONG) {
      return OptionalDouble.empty();
    }
    double p = Math.exp(rollout.logprobs()[judge.verdictToken(rollout).orElseThrow()]);
    return OptionalDouble.of(outcome == Outcome.CORRECT ? p : 1 - p);
  }
}
