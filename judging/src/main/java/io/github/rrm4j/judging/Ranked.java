package io.github.rrm4j.judging;

import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.tournament.Competition.MatchResult;
import io.github.rrm4j.rewards.tournament.RankCorrelation;
import io.github.rrm4j.rewards.tournament.Ranking;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import io.github.rrm4j.rewards.tournament.Teams;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.Proportion;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A query's tournament and what came of it.
 *
 * @param list the query
 * @param teams who played
 * @param matches in the order in which they were played; players are teams
 * @param ratings (responses)
 * @param intervals 95 %, of each rating; empty where the method gives none
 * @param cycles of the teams' games
 * @param choice the response of the first place, by lot where there are several
 */
public record Ranked(
    ResponseList list,
    Teams teams,
    List<Played> matches,
    double[] ratings,
    List<Interval> intervals,
    Proportion cycles,
    int choice) {

  /** A match with its score and its votes. */
  public record Played(ScoredMatch game, MatchResult result) {}

  /** The places of the responses. */
  public Ranking ranking() {
    return new Ranking(ratings);
  }

  /** The probability that a response of the first place is one of the best; for a graded list. */
  public double right() {
    return ranking().right(list::best);
  }

  /** Kendall's tau-b of ratings and gold scores; for a list whose scores are known. */
  public OptionalDouble kendall() {
    return RankCorrelation.KENDALL.of(ratings, list.gold());
  }
}
