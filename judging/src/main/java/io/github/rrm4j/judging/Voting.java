package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Judges pairs with several independent votes each.
 *
 * <p>What a vote draws depends on the key, the pair's id, the order and the number of the vote: not
 * on the pairs around it.
 *
 * @param votes k, of each order for {@link Orders#BOTH}
 * @param splits how a split vote is decided, with a coin of the pair where one is thrown
 */
public record Voting(Asker asker, int votes, Orders orders, SplitVotes splits) {

  /**
   * @throws InvalidInput if there is no vote, or all votes of an order would be the same
   */
  public Voting {
    asker.checkVotes(votes, orders);
  }

  /** Votes of which a coin decides a split one. */
  public Voting(Asker asker, int votes, Orders orders) {
    this(asker, votes, orders, SplitVotes.COIN);
  }

  /**
   * How the split votes of some judgements are decided.
   *
   * @param key what the judgements depend on
   */
  public SplitRule rule(Key key) {
    return new SplitRule(splits, key.with("split votes"));
  }

  /** Judgements of one pair. */
  public int judgementsOfAPair() {
    return orders.judgements(votes);
  }

  /** Pairs whose judgements may be generated together. */
  public int together(int judgements) {
    return Math.max(1, judgements / judgementsOfAPair());
  }

  /** Checks that a pair can be judged, and says how; see {@link Asker#check}. */
  public PromptFit check(OpenPair pair, String place) {
    return asker.check(pair, place);
  }

  /**
   * Judges some pairs together.
   *
   * @param key what the draws depend on
   * @return the verdicts in the order of the pairs
   */
  public List<PairVerdict> judge(List<OpenPair> pairs, Key key) {
    return judge(pairs, key, TokenListener.NONE);
  }

  /**
   * Judges some pairs together, and tells each token as it comes.
   *
   * @param listener is given the index of the pair where the token is of a vote in the first order,
   *     and that plus the number of pairs where it is of one in the other
   */
  public List<PairVerdict> judge(List<OpenPair> pairs, Key key, TokenListener listener) {
    int more = orders == Orders.HALF ? (votes + 1) / 2 : votes;
    List<List<Vote>> first = votes(pairs, false, more, key, listener);
    TokenListener other =
        listener == TokenListener.NONE
            ? listener
            : (pair, sample, token) -> listener.token(pairs.size() + pair, sample, token);
    List<List<Vote>> second = votes(pairs, true, judgementsOfAPair() - more, key, other);
    SplitRule rule = rule(key);
    List<PairVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      verdicts.add(
          new PairVerdict(
              pairs.get(i),
              Stream.concat(first.get(i).stream(), second.get(i).stream()).toList(),
              rule));
    }
    return verdicts;
  }

  /** The votes of each pair in its first order, or in the other one. */
  private List<List<Vote>> votes(
      List<OpenPair> pairs, boolean other, int samples, Key key, TokenListener listener) {
    if (samples == 0) {
      return pairs.stream().map(pair -> List.<Vote>of()).toList();
    }
    List<Question> questions = new ArrayList<>();
    for (OpenPair pair : pairs) {
      Order first = orders.first(key, pair.id());
      questions.add(Question.of(pair, other ? first.other() : first, key));
    }
    return asker.ask(questions, samples, listener).stream()
        .map(judged -> judged.stream().map(JudgedQuestion::vote).toList())
        .toList();
  }
}
