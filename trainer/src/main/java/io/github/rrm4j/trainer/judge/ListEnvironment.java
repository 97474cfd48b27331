package io.github.rrm4j.trainer.judge;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.ListVote;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.judge.RankingReward;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.BatchSampler;
import io.github.rrm4j.trainer.grpo.Environment;
import io.github.rrm4j.trainer.grpo.Group;
import io.github.rrm4j.trainer.grpo.Round;
import io.github.rrm4j.trainer.grpo.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists of responses with gold scores, which a judge ranks: each is shown in an order that is drawn
 * for the step, and the reward is Kendall's tau-b with the scores.
 *
 * @param lists whose scores differ
 * @param size lists of a round
 * @param sampler draws the lists; its key decides the orders and the samples too
 */
public record ListEnvironment(
    List<ResponseList> lists,
    JudgeFormat judge,
    RankingReward reward,
    int size,
    BatchSampler sampler)
    implements Environment<ListPrompt, ListVote> {

  @Override
  public List<ListPrompt> questions(Round round) {
    Key own = sampler.key(round);
    long step = round.step();
    List<ListPrompt> questions = new ArrayList<>();
    for (int index : sampler.indices(round, size)) {
      int place = questions.size();
      ResponseList list = lists.get(index);
      int[] order = own.with("order").with(step).with(place).permutation(list.responses().size());
      ResponseList shown = list.reordered(order);
      Key sampling = own.with("sample").with(step).with(place);
      questions.add(new ListPrompt(shown, judge, new Request(judge.prompt(shown), sampling)));
    }
    return questions;
  }

  @Override
  public List<Group<ListPrompt, ListVote>> reward(
      List<ListPrompt> questions, List<List<Rollout>> completions, Round round) {
    List<Group<ListPrompt, ListVote>> groups = new ArrayList<>();
    for (int q = 0; q < questions.size(); q++) {
      ListPrompt question = questions.get(q);
      List<Sample<ListVote>> samples = new ArrayList<>();
      for (Rollout rollout : completions.get(q)) {
        ListVote vote = judge.readRanking(rollout, question.list().responses().size());
        Reward rewarded = reward.of(vote.ranking(), vote.none(), question.list().gold());
        samples.add(Sample.of(rollout, vote, Optional.of(rewarded)));
      }
      groups.add(new Group<>(question, samples));
    }
    return groups;
  }

  @Override
  public String timing() {
    return "reward";
  }

  /** Lists have gold scores, so nothing is compared with an earlier judge. */
  @Override
  public boolean startIsBaseline() {
    return false;
  }
}
