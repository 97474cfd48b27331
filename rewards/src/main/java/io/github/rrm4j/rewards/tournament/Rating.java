package io.github.rrm4j.rewards.tournament;

import java.util.List;

/** What the games of a tournament say about each player: the higher, the better. */
public sealed interface Rating permits Knockout, Swiss, Elo, BradleyTerry, WinRate {

  /**
   * @param players n
   * @param rounds the games, in the order in which they were played
   * @return (players), in the rating's own unit
   */
  double[] of(int players, List<List<ScoredMatch>> rounds);

  /** The games of all rounds, in order. */
  static List<ScoredMatch> games(List<List<ScoredMatch>> rounds) {
    return rounds.stream().flatMap(List::stream).toList();
  }
}
