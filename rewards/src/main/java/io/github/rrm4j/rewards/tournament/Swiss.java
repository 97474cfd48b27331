package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A fixed number of rounds, in each of which players of about equal points meet who have not met.
 *
 * <p>The first of the standings (points, then the draw) meets the first of the others whom it has
 * not met; where the rest cannot be paired that way, its next choice. With an odd number of players
 * the last one without a bye has a bye, which is worth a win. {@code rounds * floor(n / 2)}
 * comparisons; a round is shorter where nobody is left to meet.
 *
 * <p>The rating is the points, and a fraction below one half for the sum of the opponents' points
 * (Buchholz), which separates those of equal points.
 *
 * <p>Source: the Swiss system of chess (FIDE handbook C.04), without its rules about colours and
 * upper and lower halves.
 *
 * @param rounds 0 takes ceil(log2 n), as many as a knockout has
 * @param key of the draw
 */
public record Swiss(int rounds, Key key) implements Schedule, Rating {

  /** Choices tried in a round before some are let sit out. */
  private static final int PATIENCE = 10_000;

  /**
   * @throws InvalidInput if the number of rounds is negative
   */
  public Swiss {
    if (rounds < 0) {
      throw new InvalidInput("swiss tournament: has " + rounds + " rounds, must be 0 or more");
    }
  }

  /** Points and earlier opponents. */
  private record Standing(double[] points, Set<Match> met, Set<Integer> byes) {}

  @Override
  public List<Match> round(int players, List<List<ScoredMatch>> played) {
    int most = rounds == 0 ? ceilLog2(players) : rounds;
    if (players < 2 || played.size() >= most) {
      return List.of();
    }
    Standing standing = standing(players, played);
    List<Integer> order = order(standing);
    bye(order, standing).ifPresent(order::remove);
    List<Match> round = new ArrayList<>();
    if (!pairAll(order, standing.met(), round, new int[] {PATIENCE})) {
      pairSome(order, standing.met(), round);
    }
    return round;
  }

  private static int ceilLog2(int players) {
    return 32 - Integer.numberOfLeadingZeros(Math.max(1, players) - 1);
  }

  private List<Integer> order(Standing standing) {
    int players = standing.points().length;
    List<Integer> order = new ArrayList<>();
    for (int player : key.with("draw").permutation(players)) {
      order.add(player);
    }
    order.sort(Comparator.comparing(player -> -standing.points()[player])); // stable
    return order;
  }

  /** Who does not play: the last without a bye, where the number of players is odd. */
  private static Optional<Integer> bye(List<Integer> order, Standing standing) {
    if (order.size() % 2 == 0) {
      return Optional.empty();
    }
    for (int i = order.size() - 1; i >= 0; i--) {
      if (!standing.byes().contains(order.get(i))) {
        return Optional.of(order.get(i));
      }
    }
    return Optional.of(order.get(order.size() - 1));
  }

  /**
   * Pairs everyone: the first with the first whom it can meet so that the others can be paired too.
   *
   * @param left choices that may still be tried
   * @return whether that was possible; if not, the round is as it was
   */
  private static boolean pairAll(
      List<Integer> order, Set<Match> met, List<Match> round, int[] left) {
    if (order.isEmpty()) {
      return true;
    }
    for (int i = 1; i < order.size() && left[0] > 0; i++) {
      Match match = Match.of(order.get(0), order.get(i));
      if (!met.contains(match)) {
        left[0]--;
        round.add(match);
        if (pairAll(without(order, i), met, round, left)) {
          return true;
        }
        round.remove(round.size() - 1);
      }
    }
    return false;
  }

  /** Pairs whom it can, first come first served. */
  private static void pairSome(List<Integer> order, Set<Match> met, List<Match> round) {
    for (int i = 1; i < order.size(); i++) {
      Match match = Match.of(order.get(0), order.get(i));
      if (!met.contains(match)) {
        round.add(match);
        pairSome(without(order, i), met, round);
        return;
      }
    }
    if (!order.isEmpty()) {
      pairSome(order.subList(1, order.size()), met, round);
    }
  }

  /** Without the first and the one at a place. */
  private static List<Integer> without(List<Integer> order, int place) {
    List<Integer> rest = new ArrayList<>(order.subList(1, order.size()));
    rest.remove(place - 1);
    return rest;
  }

  private Standing standing(int players, List<List<ScoredMatch>> played) {
    Standing standing = new Standing(new double[players], new HashSet<>(), new HashSet<>());
    for (List<ScoredMatch> round : played) {
      Optional<Integer> bye = bye(order(standing), standing);
      bye.ifPresent(
          player -> {
            standing.byes().add(player);
            standing.points()[player]++;
          });
      for (ScoredMatch game : round) {
        standing.met().add(game.match());
        standing.points()[game.match().a()] += game.score();
        standing.points()[game.match().b()] += 1 - game.score();
      }
    }
    return standing;
  }

  @Override
  public double[] of(int players, List<List<ScoredMatch>> rounds) {
    double[] points = standing(players, rounds).points();
    double[] opponents = new double[players];
    for (ScoredMatch game : Rating.games(rounds)) {
      opponents[game.match().a()] += points[game.match().b()];
      opponents[game.match().b()] += points[game.match().a()];
    }
    double most = Math.max(1, Arrays.stream(opponents).max().orElse(1));
    double[] rating = new double[players];
    for (int player = 0; player < players; player++) {
      rating[player] = points[player] + 0.49 * opponents[player] / most;
    }
    return rating;
  }
}
