package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Tournaments between players whose chances are known; the games are coins of a key. */
final class Simulation {

  private Simulation() {}

  /** Plays a schedule to its end; {@code chance} is that of the match's player a. */
  static List<List<ScoredMatch>> play(
      int players, Schedule schedule, ToDoubleFunction<Match> chance, Key key) {
    List<List<ScoredMatch>> rounds = new ArrayList<>();
    List<Match> round = schedule.round(players, rounds);
    while (!round.isEmpty()) {
      rounds.add(round.stream().map(match -> game(match, chance, key)).toList());
      round = schedule.round(players, rounds);
    }
    return rounds;
  }

  static ScoredMatch game(Match match, ToDoubleFunction<Match> chance, Key key) {
    double coin = key.with(match.a()).with(match.b()).uniform(0);
    return new ScoredMatch(match, coin < chance.applyAsDouble(match) ? 1 : 0);
  }

  static int comparisons(List<List<ScoredMatch>> rounds) {
    return Rating.games(rounds).size();
  }

  /** The logistic function. */
  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
