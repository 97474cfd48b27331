package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How sure the ratings of one tournament are, with its games as what could have gone otherwise.
 *
 * <ul>
 *   <li>Win rate: {@link Ratio#wilson} over the player's games.
 *   <li>Swiss: the same, times the games; byes and the fraction of the opponents' points stay.
 *   <li>Elo: the percentiles of a bootstrap over all games, {@value #RESAMPLES} resamples, each
 *       rated in up to {@value #ORDERS} orders; where none of them moves a rating, all between that
 *       of a player who loses all its games and of one who wins them.
 *   <li>Bradley-Terry: the normal approximation of {@link BradleyTerry.Fit}.
 *   <li>A knockout has none: a player's round depends on the draw.
 * </ul>
 *
 * <p>Source: Chiang et al. 2024, "Chatbot Arena", for the bootstrap of Elo ratings over games.
 *
 * @param rating what the games were rated by
 * @param rounds the games, in the order in which they were played
 * @param key what the bootstrap draws with
 */
public record RatingIntervals(Rating rating, int players, List<List<ScoredMatch>> rounds, Key key) {

  static final int RESAMPLES = 1000;
  static final int ORDERS = 10;

  /** Of each player; empty where the rating has none. */
  public List<Interval> at(double confidence) {
    if (rating instanceof BradleyTerry model) {
      BradleyTerry.Fit fit = model.fit(players, games());
      return each(player -> fit.interval(player, confidence));
    }
    if (rating instanceof Rating.WinRate) {
      return each(player -> share(player).wilson(confidence));
    }
    if (rating instanceof Swiss) {
      return swiss(confidence);
    }
    return rating instanceof Elo elo ? elo(elo, confidence) : List.of();
  }

  private List<Interval> each(IntFunction<Interval> interval) {
    return IntStream.range(0, players).mapToObj(interval).toList();
  }

  private List<ScoredMatch> games() {
    return Rating.games(rounds);
  }

  /** The scores of a player's games. */
  private Ratio share(int player) {
    List<Ratio.Unit> units = new ArrayList<>();
    for (ScoredMatch game : games()) {
      if (game.match().a() == player) {
        units.add(new Ratio.Unit(game.score(), 1));
      } else if (game.match().b() == player) {
        units.add(new Ratio.Unit(1 - game.score(), 1));
      }
    }
    return new Ratio(units);
  }

  private List<Interval> swiss(double confidence) {
    double[] points = rating.of(players, rounds);
    return each(
        player -> {
          Ratio own = share(player);
          double games = own.denominator();
          double rest = points[player] - (games == 0 ? 0 : games * own.value());
          Interval share = own.wilson(confidence);
          return new Interval(
              rest + games * share.lower(), rest + games * share.upper(), share.method());
        });
  }

  private List<Interval> elo(Elo elo, double confidence) {
    List<ScoredMatch> games = games();
    Elo quick = new Elo(elo.k(), Math.min(elo.orders(), ORDERS), elo.key());
    double[][] drawn = new double[players][RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      Key draws = key.with("bootstrap").with(r);
      // sorted: games that are rated as they were played stay in that order
      List<ScoredMatch> resample =
          IntStream.range(0, games.size())
              .map(i -> draws.below(i, games.size()))
              .sorted()
              .mapToObj(games::get)
              .toList();
      double[] ratings = quick.of(players, List.of(resample));
      for (int player = 0; player < players; player++) {
        drawn[player][r] = ratings[player];
      }
    }
    return each(
        player -> {
          Interval some = Bootstrap.interval(drawn[player], confidence);
          return some.upper() > some.lower()
              ? some.by(IntervalMethod.BOOTSTRAP_GAMES)
              : new Interval(all(elo, player, 0), all(elo, player, 1), IntervalMethod.EVERYTHING);
        });
  }

  /** The rating of a player all of whose games have one score. */
  private double all(Elo elo, int player, double score) {
    List<ScoredMatch> games =
        games().stream()
            .map(
                game ->
                    game.match().a() == player
                        ? new ScoredMatch(game.match(), score)
                        : game.match().b() == player
                            ? new ScoredMatch(game.match(), 1 - score)
                            : game)
            .toList();
    return elo.of(players, List.of(games))[player];
  }
}
