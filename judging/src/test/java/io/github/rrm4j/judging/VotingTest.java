package io.github.rrm4j.judging;

import static io.github.rrm4j.rewards.Verdict.FIRST;
import static io.github.rrm4j.rewards.Verdict.SECOND;
import static io.github.rrm4j.rewards.Verdict.TRUNCATED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random weights give no readable verdict; who is malformed and who truncated tells votes apart.
 */
class VotingTest {

  private static final Sampling SAMPLING = new Sampling(1, 12);

  @TempDir static Path folder;
  private static TinyJudge judge;

  @BeforeAll
  static void open() {
    judge = TinyJudge.open(folder, SAMPLING);
  }

  @AfterAll
  static void close() {
    judge.close();
  }

  private static Voting voting(int votes, Orders orders) {
    return new Voting(judge.asker(id -> id % 20 == 0), votes, orders);
  }

  private static List<Vote> votes(Order order, Verdict... verdicts) {
    return Stream.of(verdicts).map(v -> new Vote(order, v, "", 8, 10, false)).toList();
  }

  private static PairVerdict verdict(List<Vote> given, List<Vote> swapped) {
    return new PairVerdict(
        TinyJudge.pairs(0, 1).get(0),
        Stream.concat(given.stream(), swapped.stream()).toList(),
        SplitRule.HALF);
  }

  @Test
  void theOrdersGetTheVotesThatTheyAreToGet() {
    for (int votes : new int[] {1, 4, 5}) {
      for (PairVerdict ballot :
          voting(votes, Orders.GIVEN).judge(TinyJudge.pairs(0, 3), Key.of(1, "v"))) {
        assertEquals(votes, ballot.tally().given().judgements());
        assertEquals(0, ballot.tally().swapped().judgements());
      }
      for (PairVerdict ballot :
          voting(votes, Orders.BOTH).judge(TinyJudge.pairs(0, 3), Key.of(1, "v"))) {
        assertEquals(votes, ballot.tally().given().judgements());
        assertEquals(votes, ballot.tally().swapped().judgements());
      }
    }
    for (PairVerdict ballot : voting(4, Orders.HALF).judge(TinyJudge.pairs(0, 3), Key.of(1, "v"))) {
      assertEquals(2, ballot.tally().given().judgements());
      assertEquals(2, ballot.tally().swapped().judgements());
    }
    long given =
        voting(1, Orders.HALF).judge(TinyJudge.pairs(0, 40), Key.of(1, "v")).stream()
            .filter(ballot -> ballot.tally().given().judgements() == 1)
            .count();
    assertTrue(given >= 10 && given <= 30, "a coin decides who gets the odd vote: " + given);
  }

  @Test
  void aPairGetsTheSameVotesAloneAndAmongOthers() {
    for (Orders orders : Orders.values()) {
      List<PairVerdict> all = voting(3, orders).judge(TinyJudge.pairs(0, 12), Key.of(1, "v"));
      List<PairVerdict> some = voting(3, orders).judge(TinyJudge.pairs(5, 8), Key.of(1, "v"));
      assertEquals(all.subList(5, 8), some);
      assertFalse(all.equals(voting(3, orders).judge(TinyJudge.pairs(0, 12), Key.of(2, "v"))));
    }
  }

  @Test
  void votesOfTheOtherOrderCountForTheSidesOfThisOne() {
    List<Vote> given = votes(Order.GIVEN, FIRST, FIRST, FIRST, SECOND);
    List<Vote> other = votes(Order.SWAPPED, SECOND, FIRST, FIRST, FIRST, TRUNCATED);
    PairVerdict agree = verdict(given, other);
    assertEquals(new MajorityVote(6, 2, 0, 1), agree.tally().all());
    assertTrue(agree.ordersAgree());
    assertEquals(Optional.of(true), agree.correct());
    assertEquals(8.0, agree.thinkingMean());
    PairVerdict biased = verdict(given, votes(Order.SWAPPED, SECOND, SECOND, SECOND, FIRST));
    assertEquals(MajorityVote.Result.SPLIT, biased.result());
    assertTrue(biased.split());
    assertFalse(biased.ordersAgree());
    assertEquals(Optional.of(false), biased.correct());
  }

  private static PairVerdict split(int pair, SplitVotes rule) {
    return new PairVerdict(
        TinyJudge.pairs(pair, pair + 1).get(0),
        votes(Order.GIVEN, TRUNCATED, SECOND, FIRST),
        SplitRule.of(rule, 1));
  }

  @Test
  void aCoinOfThePairDecidesASplitVote() {
    int first = 0;
    for (int pair = 0; pair < 100; pair++) {
      PairVerdict verdict = split(pair, SplitVotes.COIN);
      Side side = verdict.side().orElseThrow();
      assertEquals(side, split(pair, SplitVotes.COIN).side().orElseThrow(), "the same coin");
      assertEquals(Verdict.of(side), verdict.spokesman().verdict());
      assertEquals(1.0 / 3, verdict.agreement(), 1e-12);
      assertTrue(verdict.split());
      first += side == Side.FIRST ? 1 : 0;
    }
    assertTrue(first > 30 && first < 70, first + " of 100");
  }

  @Test
  void theFirstVoteOrNobodyWinsASplitVoteByTheOtherRules() {
    assertEquals(Optional.of(Side.SECOND), split(0, SplitVotes.FIRST).side());
    assertEquals(Optional.empty(), split(0, SplitVotes.HALF).side());
    assertEquals(MajorityVote.Result.SPLIT, split(0, SplitVotes.HALF).result());
    assertEquals(
        MajorityVote.Result.UNREADABLE, split(0, SplitVotes.COIN).decision(Order.SWAPPED).result());
  }

  @Test
  void votesThatWouldAllBeTheSameAreRefused() {
    Asker greedy = judge.asker(id -> false, SAMPLING.greedy());
    InvalidInput error = assertThrows(InvalidInput.class, () -> new Voting(greedy, 5, Orders.BOTH));
    assertTrue(error.getMessage().contains("5 at temperature 0"), error.getMessage());
    new Voting(greedy, 1, Orders.BOTH);
    new Voting(greedy, 2, Orders.HALF);
  }
}
