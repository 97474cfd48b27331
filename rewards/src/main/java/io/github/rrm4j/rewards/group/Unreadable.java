package io.github.rrm4j.rewards.group;

import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.List;
import java.util.function.Predicate;

/** What becomes of a match of which no judgement can be read. */
public enum Unreadable {
  /** It is left out: neither player won, lost or drew. */
  MASK,
  /**
   * It is a draw.
   *
   * <p>Source: the code of Guo et al. 2025. A judge that fails pulls both players to the middle.
   */
  DRAW;

  /**
   * The games that count.
   *
   * @param games in which an unreadable match is a draw
   * @param readable whether a judgement of a match can be read
   */
  public List<ScoredMatch> counted(List<ScoredMatch> games, Predicate<Match> readable) {
    return switch (this) {
      case MASK -> games.stream().filter(game -> readable.test(game.match())).toList();
      case DRAW -> games;
    };
  }
}
