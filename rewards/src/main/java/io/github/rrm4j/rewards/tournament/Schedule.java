package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Who plays whom, round by round.
 *
 * <p>A function of the games so far: the same games give the same next round. No pair is asked for
 * twice.
 */
public sealed interface Schedule
    permits Knockout,
        Swiss,
        MostInformative,
        Schedule.RoundRobin,
        Schedule.RandomOpponents,
        Schedule.OneOpponent {

  /**
   * The matches of the next round.
   *
   * @param players n, at least 1
   * @param played the rounds so far, each with the games of its matches in their order
   * @return empty when the tournament is over
   */
  List<Match> round(int players, List<List<ScoredMatch>> played);

  /**
   * Everyone plays everyone once, n (n - 1) / 2 comparisons in one round and in random order (which
   * matters to sequential {@link Elo} alone).
   *
   * @param key of the order
   */
  record RoundRobin(Key key) implements Schedule {

    @Override
    public List<Match> round(int players, List<List<ScoredMatch>> played) {
      return played.isEmpty() ? shuffled(all(players), key.with("order")) : List.of();
    }

    /** Every pair of players, by their indices. */
    public static List<Match> all(int players) {
      List<Match> all = new ArrayList<>();
      for (int a = 0; a < players; a++) {
        for (int b = a + 1; b < players; b++) {
          all.add(new Match(a, b));
        }
      }
      return all;
    }

    static <T> List<T> shuffled(List<T> items, Key key) {
      return Arrays.stream(key.permutation(items.size())).mapToObj(items::get).toList();
    }
  }

  /**
   * Each player draws m distinct opponents (all others where there are fewer), in one round and in
   * random order.
   *
   * <p>Two players who draw each other play once: a second game would be the same judgement counted
   * twice. So there are between {@code ceil(n m / 2)} and {@code n m} comparisons, {@code n (n - 1)
   * / 2 (1 - (1 - m / (n - 1))^2)} on average: 22.9 for n = 8, m = 4, where a round robin has 28.
   *
   * <p>Source: the reward of Guo et al. 2025 for a policy (8 rollouts, 4 random opponents each, in
   * random order). Differs: one game where two draw each other.
   *
   * @param opponents m, at least 1
   * @param key of the draws and of the order
   */
  record RandomOpponents(int opponents, Key key) implements Schedule {

    /**
     * @throws InvalidInput if there is no opponent
     */
    public RandomOpponents {
      if (opponents < 1) {
        throw new InvalidInput("tournament: has " + opponents + " opponents, must be at least 1");
      }
    }

    @Override
    public List<Match> round(int players, List<List<ScoredMatch>> played) {
      if (!played.isEmpty()) {
        return List.of();
      }
      Set<Match> drawn = new LinkedHashSet<>();
      for (int player = 0; player < players; player++) {
        int[] others = key.with("opponents").with(player).permutation(players - 1);
        for (int i = 0; i < Math.min(opponents, others.length); i++) {
          drawn.add(Match.of(player, others[i] + (others[i] >= player ? 1 : 0)));
        }
      }
      return RoundRobin.shuffled(new ArrayList<>(drawn), key.with("order"));
    }
  }

  /**
   * One player is drawn and meets all others, in one round: n - 1 comparisons.
   *
   * <p>Source: a cheaper reward in the code of Guo et al. 2025, one random opponent for a group.
   *
   * @param key of the draw
   */
  record OneOpponent(Key key) implements Schedule {

    /** The player whom all others meet. */
    public int drawn(int players) {
      return key.with("opponent").below(0, players);
    }

    @Override
    public List<Match> round(int players, List<List<ScoredMatch>> played) {
      if (!played.isEmpty() || players < 2) {
        return List.of();
      }
      int opponent = drawn(players);
      return IntStream.range(0, players)
          .filter(player -> player != opponent)
          .mapToObj(player -> Match.of(player, opponent))
          .toList();
    }
  }
}
