package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MajorityVoteTest {

  private static MajorityVote of(Verdict... verdicts) {
    return MajorityVote.of(List.of(verdicts));
  }

  @Test
  void theSideWithMoreReadableVotesWins() {
    MajorityVote vote =
        of(Verdict.FIRST, Verdict.SECOND, Verdict.SECOND, Verdict.MALFORMED, Verdict.TRUNCATED);
    assertEquals(new MajorityVote(1, 2, 1, 1), vote);
    assertEquals(Result.SECOND, vote.result());
    assertEquals(5, vote.judgements());
    assertEquals(2, vote.votesFor(Side.SECOND));
  }

  @Test
  void asManyVotesForTheOneAsForTheOtherAreSplit() {
    assertEquals(Result.SPLIT, of(Verdict.FIRST, Verdict.SECOND, Verdict.MALFORMED).result());
    assertEquals(Optional.empty(), Result.SPLIT.side());
  }

  @Test
  void onlyAnAnswerForNeitherIsATie() {
    assertEquals(Result.TIE, new MajorityVote(1, 1, 2, 0, 0).result());
    assertEquals(List.of(Result.FIRST, Result.TIE), new MajorityVote(2, 1, 2, 0, 0).leaders());
    assertEquals(Result.SPLIT, new MajorityVote(2, 1, 2, 0, 0).result());
  }

  @Test
  void oneReadableVoteAmongManyUnreadableOnesDecides() {
    assertEquals(Result.FIRST, of(Verdict.MALFORMED, Verdict.TRUNCATED, Verdict.FIRST).result());
  }

  @Test
  void withoutAReadableVoteThereIsNoResult() {
    assertEquals(Result.UNREADABLE, of(Verdict.MALFORMED, Verdict.TRUNCATED).result());
    assertEquals(Result.UNREADABLE, of().result());
  }

  @Test
  void aVoteThatWasNotCastIsNoJudgement() {
    MajorityVote vote = of(Verdict.OVERLONG, Verdict.OVERLONG);
    assertEquals(new MajorityVote(0, 0, 0, 0, 0, 2), vote);
    assertEquals(Result.UNREADABLE, vote.result());
    assertEquals(0, vote.judgements());
    assertEquals(new MajorityVote(0, 0, 0, 0, 0, 4), vote.plus(vote.swapped()));
  }

  @Test
  void swappingTurnsTheResultAndKeepsTheCounts() {
    for (int i = 0; i < 200; i++) {
      Key key = Key.of(1, "votes").with(i);
      List<Verdict> verdicts =
          IntStream.range(0, 1 + i % 9)
              .mapToObj(v -> Verdict.values()[key.below(v, Verdict.values().length)])
              .toList();
      MajorityVote vote = MajorityVote.of(verdicts);
      assertEquals(vote.result().side().map(Side::other), vote.swapped().result().side());
      assertEquals(vote, vote.swapped().swapped());
      MajorityVote twice = vote.plus(vote.swapped());
      assertEquals(2 * verdicts.size(), twice.judgements() + twice.overlong() + twice.failed());
      assertEquals(vote.plus(vote.swapped()).first(), vote.plus(vote.swapped()).second());
    }
  }
}
