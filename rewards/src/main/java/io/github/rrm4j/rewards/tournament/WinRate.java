package io.github.rrm4j.rewards.tournament;

import java.util.List;

/** Wins and half of the draws, over the games of a player; one half for a player without games. */
public record WinRate() implements Rating {

  @Override
  public double[] of(int players, List<List<ScoredMatch>> rounds) {
    double[] points = new double[players];
    int[] games = new int[players];
    for (ScoredMatch game : Rating.games(rounds)) {
      points[game.match().a()] += game.score();
      points[game.match().b()] += 1 - game.score();
      games[game.match().a()]++;
      games[game.match().b()]++;
    }
    for (int player = 0; player < players; player++) {
      points[player] = games[player] == 0 ? 0.5 : points[player] / games[player];
    }
    return points;
  }
}
