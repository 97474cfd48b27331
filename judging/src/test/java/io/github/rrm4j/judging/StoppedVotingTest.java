package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Votes that end before all are in. */
class StoppedVotingTest {

  private static final Key KEY = Key.of(1, "v");

  private static VotePlan plan(int votes, double bound, Orders orders) {
    return new VotePlan(votes, new StoppingRule(bound), orders, SplitVotes.COIN);
  }

  /**
   * Pair 0 is clear, pair 1 depends on the order, pair 2 changes its mind, pair 3 is unreadable.
   */
  private static Verdict said(OpenPair pair, Order order, int sample) {
    if (pair.equals(TinyJudge.pairs(0, 1).get(0))) {
      return Verdict.SECOND;
    }
    if (pair.equals(TinyJudge.pairs(1, 2).get(0))) {
      return order == Order.GIVEN ? Verdict.FIRST : Verdict.SECOND;
    }
    boolean reads = pair.equals(TinyJudge.pairs(2, 3).get(0));
    return !reads ? Verdict.MALFORMED : sample == 0 ? Verdict.SECOND : Verdict.FIRST;
  }

  @Test
  void eachPairHasAsManyVotesAsItTakes() {
    ScriptedAsker asker = new ScriptedAsker(StoppedVotingTest::said);
    Voting voting = new Voting(asker, plan(8, 0.95, Orders.BOTH));
    List<PairVerdict> verdicts = voting.judge(TinyJudge.pairs(0, 4), KEY);
    // pair 2: one against k - 1 of each order pass 0.95 at k = 5: 1 - P = 0.040
    assertEquals(List.of(4, 16, 10, 16), verdicts.stream().map(v -> v.votes().size()).toList());
    assertEquals(List.of(8, 8, 6, 6, 6, 4, 4, 4), asker.batches, "who is done leaves its place");
    assertEquals(2, verdicts.get(0).tally().swapped().second());
    assertEquals(Verdict.SECOND, verdicts.get(0).spokesman().verdict());
  }

  @Test
  void theVotesAreTheFirstOfThoseThatDoNotStop() {
    for (Orders orders : Orders.values()) {
      List<PairVerdict> all =
          new Voting(new ScriptedAsker(StoppedVotingTest::said), plan(9, 1, orders))
              .judge(TinyJudge.pairs(0, 4), KEY);
      List<PairVerdict> some =
          new Voting(new ScriptedAsker(StoppedVotingTest::said), plan(9, 0.9, orders))
              .judge(TinyJudge.pairs(0, 4), KEY);
      assertTrue(some.get(0).votes().size() < all.get(0).votes().size(), orders.word());
      for (int i = 0; i < 4; i++) {
        for (Order order : Order.values()) {
          List<Vote> few = of(some.get(i), order);
          assertEquals(of(all.get(i), order).subList(0, few.size()), few, orders.word());
        }
      }
      assertEquals(all.get(3), some.get(3), "nothing can be read: all votes are asked for");
    }
  }

  private static List<Vote> of(PairVerdict verdict, Order order) {
    return verdict.votes().stream().filter(vote -> vote.order() == order).toList();
  }

  @Test
  void tokensAreToldOfThePairAndTheNumberOfItsVote() {
    List<String> all = new ArrayList<>();
    List<String> some = new ArrayList<>();
    new Voting(new ScriptedAsker(StoppedVotingTest::said), plan(3, 1, Orders.BOTH))
        .judge(TinyJudge.pairs(0, 2), KEY, (q, s, token) -> all.add(q + " " + s + " " + token));
    new Voting(new ScriptedAsker(StoppedVotingTest::said), plan(3, 0.999, Orders.BOTH))
        .judge(TinyJudge.pairs(0, 2), KEY, (q, s, token) -> some.add(q + " " + s + " " + token));
    Set<String> told = new TreeSet<>(all);
    assertEquals(told, new TreeSet<>(some));
    assertEquals(12, told.size());
  }

  /** Sampled for real: a vote that is asked for alone has the tokens that it has among others. */
  @Test
  void aVoteIsTheSameAloneAndAmongOthers(@TempDir Path folder) {
    try (TinyJudge tiny = TinyJudge.open(folder, new Sampling(1, 12))) {
      Asker asker = tiny.asker(id -> id % 20 == 0);
      for (Orders orders : Orders.values()) {
        // unreadable votes leave one half, which reaches a bound of one half at the first look
        List<PairVerdict> first =
            new Voting(asker, plan(5, 0.5, orders)).judge(TinyJudge.pairs(0, 6), KEY);
        List<PairVerdict> looks =
            new Voting(asker, plan(5, 0.99, orders)).judge(TinyJudge.pairs(0, 6), KEY);
        List<PairVerdict> all =
            new Voting(asker, plan(5, 1, orders)).judge(TinyJudge.pairs(0, 6), KEY);
        assertEquals(all, looks, orders.word());
        for (int i = 0; i < 6; i++) {
          assertEquals(orders.different(), first.get(i).votes().size());
          assertEquals(all.get(i).votes().get(0), first.get(i).votes().get(0));
        }
      }
    }
  }
}
