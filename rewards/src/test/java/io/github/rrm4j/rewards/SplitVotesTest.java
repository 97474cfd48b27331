package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitVotesTest {

  private static final Key KEY = Key.of(1, "split votes");

  @Test
  void aMajorityNeedsNoRule() {
    List<Result> votes = List.of(Result.SECOND, Result.FIRST, Result.UNREADABLE, Result.SECOND);
    for (SplitVotes rule : SplitVotes.values()) {
      assertEquals(new VoteDecision(0, 1, 0, 0), rule.decide(votes, KEY));
    }
  }

  @Test
  void votesThatCannotBeReadStayUnreadable() {
    for (SplitVotes rule : SplitVotes.values()) {
      VoteDecision none = rule.decide(List.of(Result.UNREADABLE, Result.UNREADABLE), KEY);
      assertEquals(Result.UNREADABLE, none.result());
      assertEquals(Result.UNREADABLE, rule.decide(List.of(), KEY).result());
      assertEquals(Optional.empty(), none.side());
    }
  }

  @Test
  void aSplitVoteIsACoinAHalfOrTheFirstVote() {
    List<Result> votes = List.of(Result.UNREADABLE, Result.SECOND, Result.FIRST);
    assertEquals(new VoteDecision(0.5, 0.5, 0, 0), SplitVotes.HALF.decide(votes, KEY));
    assertEquals(Result.SPLIT, SplitVotes.HALF.decide(votes, KEY).result());
    assertEquals(Optional.of(Side.SECOND), SplitVotes.FIRST.decide(votes, KEY).side());
    int first = 0;
    for (int item = 0; item < 4000; item++) {
      Key own = KEY.with(item);
      VoteDecision decided = SplitVotes.COIN.decide(votes, own);
      assertEquals(decided, SplitVotes.COIN.decide(votes, own), "the same coin again");
      first += decided.side().orElseThrow() == Side.FIRST ? 1 : 0;
    }
    // the standard deviation is 31.6
    assertEquals(2000, first, 4 * 31.6);
  }

  @Test
  void whatIsSplitCanBeATie() {
    List<Result> split = List.of(Result.UNREADABLE, Result.SECOND, Result.FIRST);
    assertEquals(new VoteDecision(0, 0, 1, 0), SplitVotes.TIE.decide(split, KEY));
  }

  @Test
  void aTieIsAnAnswerLikeAnother() {
    List<Result> split = List.of(Result.TIE, Result.FIRST);
    assertEquals(new VoteDecision(0.5, 0, 0.5, 0), SplitVotes.HALF.decide(split, KEY));
    assertEquals(Result.TIE, SplitVotes.FIRST.decide(split, KEY).result());
    List<Result> most = List.of(Result.TIE, Result.FIRST, Result.TIE);
    assertEquals(Result.TIE, SplitVotes.COIN.decide(most, KEY).result());
  }

  @Test
  void twoVotesOfAJudgeAreWorthOne() {
    for (double p : new double[] {0.2, 0.796, 1}) {
      double right = 0;
      for (Result one : List.of(Result.FIRST, Result.SECOND)) {
        for (Result two : List.of(Result.FIRST, Result.SECOND)) {
          double chance = (one == Result.FIRST ? p : 1 - p) * (two == Result.FIRST ? p : 1 - p);
          right += chance * SplitVotes.HALF.decide(List.of(one, two), KEY).first();
        }
      }
      assertEquals(p, right, 1e-12);
    }
  }

  @Test
  void noResultIsADecisionBetweenSplitOnes() {
    assertThrows(IllegalArgumentException.class, () -> VoteDecision.shared(List.of(Result.SPLIT)));
    assertThrows(IllegalArgumentException.class, () -> VoteDecision.shared(List.of()));
  }
}
