package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.preparation.TokenText;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges pairs with several independent votes each.
 *
 * <p>What a vote draws depends on the key, the pair's id, the order and the number of the vote: not
 * on the pairs around it.
 */
public final class Voting {

  /** In which orders a pair is shown. */
  public enum Orders {
    /** All votes see the pair as it is. */
    GIVEN,
    /** Each order gets all the votes. */
    BOTH,
    /**
     * Each order gets half of the votes; of an odd number, a coin of the pair gives one the more.
     */
    HALF
  }

  private final Judge judge;
  private final RolloutEngine engine;
  private final Sampling sampling;
  private final int votes;
  private final Orders orders;

  /**
   * @param votes k
   * @throws InvalidInput if there is no vote, or all votes of an order would be the same
   */
  public Voting(Judge judge, RolloutEngine engine, Sampling sampling, int votes, Orders orders) {
    if (votes < 1) {
      throw new InvalidInput("votes: there are " + votes + ", must be at least 1");
    }
    if (votes > (orders == Orders.HALF ? 2 : 1) && sampling.temperature() == 0) {
      throw new InvalidInput(
          "votes: %d at temperature 0 are the same vote %d times; raise the temperature or take one vote"
              .formatted(votes, votes));
    }
    this.judge = judge;
    this.engine = engine;
    this.sampling = sampling;
    this.votes = votes;
    this.orders = orders;
  }

  /** Judgements of one pair. */
  public int judgementsOfAPair() {
    return orders == Orders.BOTH ? 2 * votes : votes;
  }

  /**
   * Sees that a pair can be judged.
   *
   * @param place where it stands, for messages
   * @throws InvalidInput if its prompt is longer than the model's positions allow
   */
  public void check(OpenPair pair, String place) {
    int tokens = judge.prompt(pair).length;
    int most = engine.longestPrompt(sampling);
    if (tokens > most) {
      throw new InvalidInput(
          "%s: the prompt of pair '%s' has %d tokens, must have at most %d, so that %d new tokens fit the model's positions; shorten or remove it, or lower --max-new-tokens"
              .formatted(place, pair.id(), tokens, most, sampling.maxNewTokens()));
    }
  }

  /**
   * Tokens that are left to the two responses of a pair.
   *
   * @param limit of the prompt, where the model's positions allow more
   * @return may be negative, where the query alone is too long
   */
  public int room(String query, int limit) {
    OpenPair empty = new OpenPair("", query, "", "", Optional.empty());
    return Math.min(limit, engine.longestPrompt(sampling)) - judge.prompt(empty).length;
  }

  /** The tokens that are counted. */
  public TokenText text() {
    return new TokenText(judge.tokenizer()::encode, judge.tokenizer()::decode);
  }

  /**
   * @param key what the draws depend on
   * @return the ballots in the order of the pairs
   */
  public List<Ballot> judge(List<OpenPair> pairs, Key key) {
    int more = orders == Orders.HALF ? (votes + 1) / 2 : votes;
    int less = judgementsOfAPair() - more;
    boolean[] swapFirst = new boolean[pairs.size()];
    for (int i = 0; i < swapFirst.length; i++) {
      double coin = key.with(pairs.get(i).id()).with("order").uniform(0);
      swapFirst[i] = orders == Orders.HALF && coin < 0.5;
    }
    List<Count> one = count(pairs, swapFirst, more, key);
    List<Count> other = count(pairs, negated(swapFirst), less, key);
    List<Ballot> ballots = new ArrayList<>();
    for (int i = 0; i < swapFirst.length; i++) {
      Count given = swapFirst[i] ? other.get(i) : one.get(i);
      Count swapped = swapFirst[i] ? one.get(i) : other.get(i);
      ballots.add(
          new Ballot(
              pairs.get(i),
              given.votes(),
              swapped.votes().swapped(),
              given.thinking() + swapped.thinking(),
              given.forced() + swapped.forced()));
    }
    return ballots;
  }

  private static boolean[] negated(boolean[] flags) {
    boolean[] negated = new boolean[flags.length];
    for (int i = 0; i < flags.length; i++) {
      negated[i] = !flags[i];
    }
    return negated;
  }

  /** Votes on a pair in one order, for the sides of that order. */
  private record Count(MajorityVote votes, long thinking, int forced) {}

  private List<Count> count(List<OpenPair> pairs, boolean[] swap, int samples, Key key) {
    List<Count> counts = new ArrayList<>();
    if (samples == 0) {
      pairs.forEach(pair -> counts.add(new Count(MajorityVote.of(List.of()), 0, 0)));
      return counts;
    }
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < swap.length; i++) {
      OpenPair shown = swap[i] ? pairs.get(i).swapped() : pairs.get(i);
      requests.add(new Request(judge.prompt(shown), key.with(shown.id()).with(swap[i] ? 1 : 0)));
    }
    for (List<Rollout> rollouts : engine.generate(requests, samples, sampling)) {
      List<Verdict> verdicts = new ArrayList<>();
      long thinking = 0;
      for (Rollout rollout : rollouts) {
        Judgement judgement = judge.read(rollout);
        verdicts.add(judgement.verdict());
        thinking += judgement.thinkingTokens();
      }
      int forced = (int) rollouts.stream().filter(r -> r.forced().isPresent()).count();
      counts.add(new Count(MajorityVote.of(verdicts), thinking, forced));
    }
    return counts;
  }
}
