package io.github.rrm4j.judging.reward;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.data.preparation.ResponseTail;
import io.github.rrm4j.judging.JudgedMatches;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.reward.GroupMatches.Players;
import io.github.rrm4j.rewards.group.MatchReward;
import io.github.rrm4j.rewards.group.MatchReward.Unreadable;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewards by a judge of pairs: the answers of a group play matches, all matches of a step are one
 * batch for the engine, and the games decide the rewards.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), reinforcement learning of a policy.
 *
 * @param voting how a match is judged
 */
public record JudgeRewards(Voting voting, Settings settings) implements RewardSource {

  /** Tokens that a prompt may have more than its parts, where they meet. */
  private static final int SEAMS = 8;

  /**
   * How answers are compared.
   *
   * @param rule who meets whom, and what the games are worth
   * @param unreadable what becomes of a match of which no judgement can be read
   * @param noAnswer what becomes of a match with a response that is no answer
   * @param teamed whether identical answers play as one and share a reward
   * @param promptTokens the longest prompt of the judge; longer answers keep their last tokens
   */
  public record Settings(
      MatchReward rule,
      Unreadable unreadable,
      NoAnswer noAnswer,
      boolean teamed,
      int promptTokens) {}

  @Override
  public List<GroupScores> of(List<Answers> groups, Key key) {
    List<ResponseList> lists = new ArrayList<>();
    List<Players> fields = new ArrayList<>();
    for (Answers answers : groups) {
      int group = lists.size();
      Optional<ResponseList> shown = shown(answers, group);
      lists.add(shown.orElseGet(() -> list(answers, group)));
      fields.add(field(answers, shown.isPresent()));
    }
    JudgedMatches judge =
        new JudgedMatches(
            lists,
            fields.stream().map(Players::teams).toList(),
            voting,
            key.with("matches"),
            Integer.MAX_VALUE,
            Optional.empty(),
            done -> {});
    return new GroupMatches(settings.rule(), settings.unreadable()).play(fields, judge, key);
  }

  @Override
  public boolean compares() {
    return true;
  }

  private Players field(Answers answers, boolean judgeable) {
    int size = answers.responses().size();
    Teams teams = settings.teamed() ? Teams.identical(answers.responses()) : Teams.single(size);
    return new Players(
        size,
        judgeable ? teams : Teams.single(0),
        settings.noAnswer() == NoAnswer.LOSES ? answers.silent() : Set.of());
  }

  /**
   * The answers as the judge can be shown them; empty where the query leaves no room for them, and
   * nobody plays.
   */
  private Optional<ResponseList> shown(Answers answers, int group) {
    int room =
        voting
                .asker()
                .tokens("policy.judge")
                .room(answers.prompt().query(), settings.promptTokens())
            - SEAMS;
    if (room < 2) {
      return Optional.empty();
    }
    ResponseTail tail = new ResponseTail(voting.asker().tokens("policy.judge").text(), room / 2);
    return Optional.of(
        list(
            new Answers(answers.prompt(), answers.responses().stream().map(tail::of).toList()),
            group));
  }

  /** Named by the place of the group in the step, on which the judge's draws depend. */
  private static ResponseList list(Answers answers, int group) {
    return new ResponseList(
        Integer.toString(group),
        answers.prompt().section(),
        answers.prompt().query(),
        answers.responses(),
        Optional.empty());
  }

  /**
   * What becomes of a match with a response that is no answer: it did not end, or answers nothing.
   */
  public enum NoAnswer {
    /**
     * The judge is shown a mark in its place and asked as ever.
     *
     * <p>Source: the code of Guo et al. 2025.
     */
    JUDGED,
    /** It loses without being judged; against another one that is none it draws. */
    LOSES
  }
}
