package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A random bracket: who loses is out, n - 1 comparisons leave one winner.
 *
 * <p>With n between two powers of two, {@code 2^ceil(log2 n) - n} players have a bye in the first
 * round, and meet its winners in the second as far as there are any:
 *
 * <pre>
 *   order of the draw   p q r s | t u        n = 6: the last two have byes
 *   round 1             p-q  r-s
 *   round 2             (pq)-t  (rs)-u
 *   round 3             final
 * </pre>
 *
 * <p>A player that wins every match with probability p wins the tournament of n = 2^d with
 * probability p^d. A draw is decided by a coin of its own.
 *
 * <p>Source: Guo et al. 2025, "Reward Reasoning Model" (a random bracket, one winner). Byes and
 * draws are ours; the paper does not name a rule.
 *
 * @param key of the bracket and of the coins
 */
public record Knockout(Key key) implements Schedule, Rating {

  @Override
  public List<Match> round(int players, List<List<ScoredMatch>> played) {
    List<Integer> alive = alive(players, played);
    int matches =
        played.isEmpty() && players > 1
            ? players - Integer.highestOneBit(players - 1)
            : alive.size() / 2;
    return IntStream.range(0, matches)
        .mapToObj(i -> Match.of(alive.get(2 * i), alive.get(2 * i + 1)))
        .toList();
  }

  /** The players who have not lost, in the order of the bracket. */
  private List<Integer> alive(int players, List<List<ScoredMatch>> played) {
    List<Integer> alive = new ArrayList<>();
    for (int player : key.with("bracket").permutation(players)) {
      alive.add(player);
    }
    for (List<ScoredMatch> round : played) {
      List<Integer> winners = new ArrayList<>(round.stream().map(this::winner).toList());
      List<Integer> byes = alive.subList(2 * round.size(), alive.size());
      alive = alternating(winners, byes);
    }
    return alive;
  }

  private static List<Integer> alternating(List<Integer> some, List<Integer> others) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      if (i < some.size()) {
        all.add(some.get(i));
      }
      if (i < others.size()) {
        all.add(others.get(i));
      }
    }
    return all;
  }

  private int winner(ScoredMatch game) {
    Match match = game.match();
    double coin = key.with("draw").with(match.a()).with(match.b()).uniform(0);
    return game.score() > 0.5 || game.draw() && coin < 0.5 ? match.a() : match.b();
  }

  /** The round that a player lost in, from 0; the winner's is the number of rounds. */
  @Override
  public double[] of(int players, List<List<ScoredMatch>> rounds) {
    double[] survived = new double[players];
    Arrays.fill(survived, rounds.size());
    for (int r = 0; r < rounds.size(); r++) {
      for (ScoredMatch game : rounds.get(r)) {
        Match match = game.match();
        survived[winner(game) == match.a() ? match.b() : match.a()] = r;
      }
    }
    return survived;
  }
}
