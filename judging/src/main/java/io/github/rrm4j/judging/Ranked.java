package io.github.rrm4j.judging;

import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.rewards.tournament.Competition.MatchResult;
import io.github.rrm4j.rewards.tournament.RankCorrelation;
import io.github.rrm4j.rewards.tournament.Ranking;
import io.github.rrm4j.rewards.tournament.RatingIntervals;
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
 * @param sureness how sure the ratings of the teams are
 * @param cycles of the teams' games
 * @param choice the response of the first place, by lot where there are several
 * @param votes the rankings of a listwise judge, about the teams; none of a tournament
 */
public record Ranked(
    ResponseList list,
    Teams teams,
    List<Played> matches,
    double[] ratings,
    RatingIntervals sureness,
    Proportion cycles,
    int choice,
    List<ListVote> votes) {

  /** A match with its score and its votes. */
  public record Played(ScoredMatch game, MatchResult result) {}

  /** The interval of each response's rating at 95 %; none of a knockout. */
  public List<Interval> intervals() {
    List<Interval> byTeam = sureness.at(Evaluation.CONFIDENCE);
    return byTeam.isEmpty() ? byTeam : teams.of().stream().map(byTeam::get).toList();
  }

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
