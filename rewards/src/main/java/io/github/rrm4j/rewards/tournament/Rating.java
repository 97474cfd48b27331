package io.github.rrm4j.rewards.tournament;

import java.util.List;

/** What the games of a tournament say about each player: the higher, the better. */
public sealed interface Rating
    permits Knockout, Swiss, Elo, BradleyTerry, TiedStrengths, Rating.WinRate {

  /**
   * @param players n
   * @param rounds the games, in the order in which they were played
   * @return (players), in the rating's own unit
   */
  double[] of(int players, List<List<ScoredMatch>> rounds);

  static List<ScoredMatch> games(List<List<ScoredMatch>> rounds) {
    return rounds.stream().flatMap(List::stream).toList();
  }

  /**
   * Wins and half of the draws, over the games of a player; one half for a player without games.
   */
  record WinRate() implements Rating {

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
}
