package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;
import io.github.rrm4j.rewards.tournament.Competition.Entry;
import io.github.rrm4j.rewards.tournament.Competition.MatchResult;
import io.github.rrm4j.rewards.tournament.Competition.QueryMatch;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompetitionTest {

  private static final Key KEY = Key.of(9, "competition");

  /** The smaller index wins; counts what it is asked. */
  private static final class Counting implements Competition.Referee {

    private final List<Integer> batches = new ArrayList<>();
    private final Set<QueryMatch> asked = new HashSet<>();

    @Override
    public List<MatchResult> judge(List<QueryMatch> fixtures) {
      batches.add(fixtures.size());
      fixtures.forEach(fixture -> assertTrue(asked.add(fixture), "asked twice: " + fixture));
      MajorityVote first = new MajorityVote(2, 0, 0, 0);
      MajorityVote none = new MajorityVote(0, 0, 0, 1);
      return fixtures.stream()
          .map(fixture -> new MatchResult(new VoteTally(first, none), 10))
          .toList();
    }
  }

  @Test
  void aRoundOfAllQueriesIsOneBatch() {
    Counting referee = new Counting();
    Competition competition = new Competition(referee);
    List<Entry> entries =
        List.of(
            new Entry(8, new Knockout(KEY.with(0))),
            new Entry(5, new Knockout(KEY.with(1))),
            new Entry(1, new Knockout(KEY.with(2))),
            new Entry(4, new RoundRobin(KEY)));
    List<List<List<ScoredMatch>>> played = competition.play(entries);
    // knockout of 8: 4, 2, 1; of 5: 1, 2, 1; round robin of 4: 6
    assertEquals(List.of(4 + 1 + 6, 2 + 2, 1 + 1), referee.batches);
    assertEquals(List.of(0), new Ranking(new Knockout(KEY.with(0)).of(8, played.get(0))).best());
    assertEquals(List.of(), played.get(2));
    assertEquals(new Competition.Cost(7 + 4 + 6, 3 * 17, 170), competition.cost());
  }

  @Test
  void whatWasJudgedIsNotJudgedAgain() {
    Counting referee = new Counting();
    Competition competition = new Competition(referee);
    competition.play(List.of(new Entry(8, new Knockout(KEY))));
    assertEquals(7, competition.cost().comparisons());
    competition.play(List.of(new Entry(8, new RoundRobin(KEY))));
    assertEquals(28, competition.cost().comparisons());
    competition.play(List.of(new Entry(8, new Swiss(0, KEY))));
    assertEquals(28, competition.cost().comparisons());
    assertEquals(4, referee.batches.size(), "the last tournament asked for nothing");
    assertEquals(2, competition.result(0, new Match(0, 1)).votes().first());
    assertThrows(IllegalArgumentException.class, () -> competition.result(1, new Match(0, 1)));
  }
}
