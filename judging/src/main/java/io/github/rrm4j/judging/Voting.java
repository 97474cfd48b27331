package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.rollout.TokenListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Judges pairs with several independent votes each.
 *
 * <p>What a vote draws depends on the key, the pair's id, the order and the number of the vote: not
 * on the pairs around it. So votes that {@linkplain StoppingRule stop} early are the first ones of
 * those that would have been drawn without it.
 *
 * <p>Votes that may stop are asked for one after the other: of all pairs that are still open the
 * next one, or the next one of each order where both are shown, in one batch. What a pair leaves is
 * free for the others.
 *
 * <p>With a {@link Router} a direct judge is asked about each pair first, and its answer is the
 * verdict of the pairs that it does not send on.
 *
 * @param plan how many votes, of each order for {@link Orders#BOTH}; when they stop; how a split
 *     vote is decided, with a coin of the pair where one is thrown
 * @param router who is asked first; empty where nobody is
 */
public record Voting(Asker asker, VotePlan plan, Optional<Router> router) {

  /**
   * @throws InvalidInput if there is no vote, or all votes of an order would be the same
   */
  public Voting {
    asker.checkVotes(plan.votes(), plan.orders());
  }

  /** Votes of one judge. */
  public Voting(Asker asker, VotePlan plan) {
    this(asker, plan, Optional.empty());
  }

  /** Votes that do not stop. */
  public Voting(Asker asker, int votes, Orders orders, SplitVotes splits) {
    this(asker, new VotePlan(votes, StoppingRule.NEVER, orders, splits));
  }

  /** Votes that do not stop, of which a coin decides a split one. */
  public Voting(Asker asker, int votes, Orders orders) {
    this(asker, votes, orders, SplitVotes.COIN);
  }

  /**
   * How the split votes of some judgements are decided.
   *
   * @param key what the judgements depend on
   */
  public SplitRule rule(Key key) {
    return new SplitRule(plan.splits(), key.with("split votes"));
  }

  /** Judgements of one pair; the most where they may stop. */
  public int judgementsOfAPair() {
    return plan.orders().judgements(plan.votes());
  }

  /** Pairs whose judgements may be generated together. */
  public int together(int judgements) {
    int ofAPair = plan.stop().mayStop() ? plan.orders().different() : judgementsOfAPair();
    return Math.max(1, judgements / ofAPair);
  }

  /** Checks that a pair can be judged, and says how; see {@link Asker#check}. */
  public PromptFit check(OpenPair pair, String place) {
    router.ifPresent(first -> first.direct().check(pair, place));
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
    return router.isPresent()
        ? routed(router.get(), pairs, key, listener)
        : reasoned(pairs, key, listener);
  }

  private List<PairVerdict> routed(
      Router first, List<OpenPair> pairs, Key key, TokenListener listener) {
    List<DirectVerdict> direct = first.ask(pairs, pair -> plan.orders().of(key, pair.id()), key);
    int[] sent = IntStream.range(0, pairs.size()).filter(i -> direct.get(i).sendsOn()).toArray();
    List<OpenPair> open = Arrays.stream(sent).mapToObj(pairs::get).toList();
    TokenListener renumbered =
        listener == TokenListener.NONE
            ? listener
            : (pair, sample, token) ->
                listener.token(
                    pair < sent.length ? sent[pair] : pairs.size() + sent[pair - sent.length],
                    sample,
                    token);
    Iterator<PairVerdict> reasoned =
        open.isEmpty()
            ? List.<PairVerdict>of().iterator()
            : reasoned(open, key, renumbered).iterator();
    SplitRule rule = rule(key);
    return IntStream.range(0, pairs.size())
        .mapToObj(
            i ->
                (direct.get(i).sendsOn()
                        ? reasoned.next()
                        : new PairVerdict(pairs.get(i), direct.get(i).votes(), rule))
                    .after(direct.get(i).routed()))
        .toList();
  }

  /** What the judge of these votes itself says. */
  private List<PairVerdict> reasoned(List<OpenPair> pairs, Key key, TokenListener listener) {
    if (plan.stop().mayStop()) {
      return new Looks(this, pairs, key, listener).verdicts();
    }
    List<List<Vote>> first = votes(pairs, false, ofFirstOrder(), key, listener);
    TokenListener other =
        listener == TokenListener.NONE
            ? listener
            : (pair, sample, token) -> listener.token(pairs.size() + pair, sample, token);
    List<List<Vote>> second = votes(pairs, true, ofOtherOrder(), key, other);
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

  /** Votes that see a pair in its first order. */
  int ofFirstOrder() {
    return plan.orders() == Orders.HALF ? (plan.votes() + 1) / 2 : plan.votes();
  }

  /** Votes that see it in the other one. */
  int ofOtherOrder() {
    return judgementsOfAPair() - ofFirstOrder();
  }

  /** The question about a pair in its first order, or in the other one. */
  Question question(OpenPair pair, boolean other, Key key) {
    Order first = plan.orders().first(key, pair.id());
    return Question.of(pair, other ? first.other() : first, key);
  }

  /** The votes of each pair in its first order, or in the other one. */
  private List<List<Vote>> votes(
      List<OpenPair> pairs, boolean other, int samples, Key key, TokenListener listener) {
    if (samples == 0) {
      return pairs.stream().map(pair -> List.<Vote>of()).toList();
    }
    List<Question> questions = pairs.stream().map(pair -> question(pair, other, key)).toList();
    return asker.ask(questions, samples, listener).stream()
        .map(judged -> judged.stream().map(JudgedQuestion::vote).toList())
        .toList();
  }
}
