package io.github.rrm4j.judging;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.rewards.VoteTally;
import java.util.List;
import java.util.Optional;

/**
 * What a judge says about a pair: the verdict of all its votes.
 *
 * @param pair in its own order
 * @param votes the judgements, those of the first order first; at least one
 * @param rule how a split vote is decided
 * @param routed who answered, where a direct judge was asked first; its votes are then {@code
 *     votes} unless the pair was sent on
 */
public record PairVerdict(
    OpenPair pair, List<Vote> votes, SplitRule rule, Optional<Routed> routed) {

  public PairVerdict {
    votes = List.copyOf(votes);
  }

  /** The verdict of one judge. */
  public PairVerdict(OpenPair pair, List<Vote> votes, SplitRule rule) {
    this(pair, votes, rule, Optional.empty());
  }

  /** The same, after a direct judge was asked. */
  PairVerdict after(Routed direct) {
    return new PairVerdict(pair, votes, rule, Optional.of(direct));
  }

  public VoteTally tally() {
    return new VoteTally(count(Order.GIVEN), count(Order.SWAPPED));
  }

  private MajorityVote count(Order order) {
    return MajorityVote.of(
        votes.stream().filter(vote -> vote.order() == order).map(Vote::verdict).toList());
  }

  /** What all votes decide together. */
  public VoteDecision decision() {
    return decision(rule, pair.id(), results(votes));
  }

  /** What all votes on a pair decide together, as they were drawn. */
  static VoteDecision decision(SplitRule rule, String id, List<MajorityVote.Result> votes) {
    return rule.decide(votes, id, "all");
  }

  /** What the votes of one order decide; that none can be read where there is none. */
  public VoteDecision decision(Order order) {
    List<Vote> own = votes.stream().filter(vote -> vote.order() == order).toList();
    return rule.decide(results(own), pair.id(), order.word());
  }

  /** Each judgement as a vote. */
  static List<MajorityVote.Result> results(List<Vote> votes) {
    return votes.stream().map(vote -> MajorityVote.Result.of(vote.verdict())).toList();
  }

  /**
   * The result of all votes: first, second, unreadable where no vote can be read, or split where
   * the rule gives each response half.
   */
  public MajorityVote.Result result() {
    return decision().result();
  }

  /** Whether there are as many votes for the one as for the other, however that is decided. */
  public boolean split() {
    return tally().result() == MajorityVote.Result.SPLIT;
  }

  /** The better response; empty where neither is chosen. */
  public Optional<Side> side() {
    return result().side();
  }

  /** Whether each order alone has a majority, for the same response. */
  public boolean ordersAgree() {
    return tally().ordersAgree();
  }

  /** Votes for the winner as a share of all judgements; 0 where there is no winner. */
  public double agreement() {
    return tally().agreement(side());
  }

  /** The first vote whose verdict is that of the majority, else the first vote. */
  public Vote spokesman() {
    Optional<Verdict> majority = side().map(Verdict::of);
    return votes.stream()
        .filter(vote -> Optional.of(vote.verdict()).equals(majority))
        .findFirst()
        .orElse(votes.get(0));
  }

  /** The text of {@link #spokesman}: thinking and answer, as the judge wrote them. */
  public String reasoning() {
    return spokesman().text();
  }

  /** Tokens before the end of thinking, of all judgements together. */
  public long thinkingTokens() {
    return votes.stream().mapToLong(Vote::thinkingTokens).sum();
  }

  /** Tokens of all judgements together, also of a direct judge that sent the pair on. */
  public long tokens() {
    return votes.stream().mapToLong(Vote::tokens).sum()
        + routed.filter(Routed::sentOn).map(Routed::tokens).orElse(0L);
  }

  public double thinkingMean() {
    return (double) thinkingTokens() / votes.size();
  }

  /** Judgements whose thinking was ended by force. */
  public int forced() {
    return (int) votes.stream().filter(Vote::forced).count();
  }

  /** Whether the verdict is the gold, where there is one. */
  public Optional<Boolean> correct() {
    return pair.gold().map(gold -> side().equals(Optional.of(gold)));
  }
}
