package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.Rating.WinRate;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What theory says that tournaments of noisy matches recover; tolerances are 4 standard errors. */
@Tag("slow")
class RecoveryTest {

  /** Strengths of the true order 0, 1, 2, ...: the lead of i over i + 1 is {@code gap} nats. */
  private static ToDoubleFunction<Match> ladder(double gap) {
    return match -> Simulation.logistic(gap * (match.b() - match.a()));
  }

  private static double winsOfTheBest(int players, double p, int tournaments) {
    int wins = 0;
    for (int i = 0; i < tournaments; i++) {
      Key key = Key.of(i, "knockout");
      Knockout knockout = new Knockout(key);
      List<List<ScoredMatch>> rounds =
          Simulation.play(players, knockout, m -> m.a() == 0 ? p : 0.5, key.with("games"));
      wins += knockout.of(players, rounds)[0] == rounds.size() ? 1 : 0;
    }
    return (double) wins / tournaments;
  }

  @Test
  void theBestOfAKnockoutWinsWithThePowerOfItsRounds() {
    int n = 4000;
    double expected = Math.pow(0.8, 3);
    double error = Math.sqrt(expected * (1 - expected) / n);
    assertEquals(expected, winsOfTheBest(8, 0.8, n), 4 * error);
    // of 6, one third of the brackets give it a bye
    double byes = Math.pow(0.8, 2) / 3 + Math.pow(0.8, 3) * 2 / 3;
    assertEquals(byes, winsOfTheBest(6, 0.8, n), 4 * Math.sqrt(byes * (1 - byes) / n));
  }

  @Test
  void bradleyTerryIntervalsCoverTheTruthAsOftenAsTheySay() {
    int tournaments = 250;
    int players = 5;
    int covered = 0;
    double sum = 0;
    for (int i = 0; i < tournaments; i++) {
      List<ScoredMatch> games = new ArrayList<>();
      for (int repeat = 0; repeat < 20; repeat++) {
        for (Match match : RoundRobin.all(players)) {
          games.add(Simulation.game(match, ladder(0.4), Key.of(i, "bt").with(repeat)));
        }
      }
      BradleyTerry.Fit fit = new BradleyTerry(0).fit(players, games);
      Interval lead = fit.lead(0, 4, 0.95);
      covered += lead.lower() <= 1.6 && 1.6 <= lead.upper() ? 1 : 0;
      sum += fit.strengths()[0] - fit.strengths()[4];
    }
    assertEquals(0.95, (double) covered / tournaments, 4 * Math.sqrt(0.95 * 0.05 / tournaments));
    // standard error of a lead is below 0.31; the estimate is biased by less than 0.05 at this size
    assertEquals(1.6, sum / tournaments, 0.05 + 4 * 0.31 / Math.sqrt(tournaments));
  }

  @Test
  void eloOfManyGamesIsTheScaleOfBradleyTerry() {
    // strengths 0.5 nats apart are 400 / ln 10 * 0.5 = 86.86 points apart
    List<ScoredMatch> games = new ArrayList<>();
    Key key = Key.of(4, "elo");
    for (int i = 0; i < 40_000; i++) {
      int[] two = key.with("match").with(i).permutation(4);
      games.add(Simulation.game(Match.of(two[0], two[1]), ladder(0.5), key.with("game").with(i)));
    }
    double[] rating = new Elo(1, 0, key).of(4, List.of(games));
    double step = Elo.SCALE / Math.log(10) * 0.5;
    for (int player = 0; player < 4; player++) {
      // the stationary variance of a rating is about K * 400 / (2 ln 10) = 87 points squared
      assertEquals(Elo.START + step * (1.5 - player), rating[player], 4 * Math.sqrt(87));
    }
  }

  @Test
  void roundRobinsRecoverAKnownOrderBetterThanKnockoutsAndLessNoiseHelpsAll() {
    int tournaments = 150;
    double[][] best = new double[2][4];
    for (int noise = 0; noise < 2; noise++) {
      ToDoubleFunction<Match> chance = ladder(noise == 0 ? 0.6 : 2.5);
      for (int i = 0; i < tournaments; i++) {
        Key key = Key.of(i, "order").with(noise);
        List<List<ScoredMatch>> robin = Simulation.play(8, new RoundRobin(key), chance, key);
        List<List<ScoredMatch>> knock = Simulation.play(8, new Knockout(key), chance, key);
        double[][] ratings = {
          new Knockout(key).of(8, knock),
          new WinRate().of(8, robin),
          new Elo(30, 20, key).of(8, robin),
          new BradleyTerry(1).of(8, robin)
        };
        for (int method = 0; method < ratings.length; method++) {
          best[noise][method] += new Ranking(ratings[method]).right(p -> p == 0) / tournaments;
        }
      }
    }
    for (int method = 1; method < 4; method++) {
      assertTrue(best[0][method] > best[0][0], "round robin " + best[0][method]);
      assertTrue(best[1][method] > 0.85, "little noise " + best[1][method]);
    }
    assertTrue(best[1][0] > best[0][0] + 0.2, "knockout " + best[0][0] + " " + best[1][0]);
    // 28 comparisons of a round robin: win rate and Bradley-Terry order alike (all play all)
    assertEquals(best[0][1], best[0][3], 1e-9);
  }

  @Test
  void withoutNoiseEveryTournamentFindsTheBestAndAllRatingsTheOrder() {
    for (int players = 2; players <= 9; players++) {
      Key key = Key.of(players, "clean");
      List<List<ScoredMatch>> robin = Simulation.play(players, new RoundRobin(key), m -> 1, key);
      double[] truth = new double[players];
      for (int player = 0; player < players; player++) {
        truth[player] = -player;
      }
      for (Rating rating : List.of(new WinRate(), new Elo(30, 100, key), new BradleyTerry(1))) {
        double tau = RankCorrelation.KENDALL.of(rating.of(players, robin), truth).orElseThrow();
        assertEquals(1, tau, 1e-12, rating.toString());
      }
      List<List<ScoredMatch>> knock = Simulation.play(players, new Knockout(key), m -> 1, key);
      assertEquals(List.of(0), new Ranking(new Knockout(key).of(players, knock)).best());
    }
  }

  /** With other numbers two may stay unbeaten, because the rest could not be paired otherwise. */
  @Test
  void withoutNoiseASwissTournamentOfAPowerOfTwoFindsTheBest() {
    for (int players = 2; players <= 16; players *= 2) {
      Key key = Key.of(players, "swiss");
      Swiss swiss = new Swiss(0, key);
      List<List<ScoredMatch>> rounds = Simulation.play(players, swiss, m -> 1, key);
      assertEquals(List.of(0), new Ranking(swiss.of(players, rounds)).best());
    }
  }

  @Test
  void aJudgeWhoThrowsCoinsHasACycleInOneOfFourTriples() {
    long cycles = 0;
    long triples = 0;
    for (int i = 0; i < 500; i++) {
      List<ScoredMatch> games =
          Rating.games(
              Simulation.play(6, new RoundRobin(Key.of(i, "c")), m -> 0.5, Key.of(i, "cycles")));
      cycles += Cycles.of(6, games).successes();
      triples += Cycles.of(6, games).trials();
    }
    assertEquals(10_000, triples);
    // triples of a tournament are pairwise uncorrelated
    assertEquals(0.25, (double) cycles / triples, 4 * Math.sqrt(0.25 * 0.75 / triples));
  }
}
