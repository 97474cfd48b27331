package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.TieModel.Chances;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TiedStrengthsTest {

  private static final double TINY = 1e-9;

  /** So many games of two players in which the first wins, loses, and draws. */
  private static List<ScoredMatch> games(int a, int b, int wins, int losses, int draws) {
    List<ScoredMatch> games = new ArrayList<>();
    for (int i = 0; i < wins + losses + draws; i++) {
      double score = i < wins ? 1 : i < wins + losses ? 0 : 0.5;
      games.add(new ScoredMatch(new Match(a, b), score));
    }
    return games;
  }

  @Test
  void davidsonOfTwoPlayersIsTheSharesOfTheGames() {
    // exp(d/2) : exp(-d/2) : nu = 40 : 10 : 30, so d = ln 4 and nu = 30 / sqrt(400)
    TiedStrengths.Fit fit =
        new TiedStrengths(TieModel.DAVIDSON, TINY).fit(2, games(0, 1, 40, 10, 30));
    assertEquals(Math.log(4), fit.strengths()[0] - fit.strengths()[1], 1e-6);
    assertEquals(1.5, fit.ties(), 1e-5);
    assertEquals(
        40 * Math.log(0.5) + 10 * Math.log(0.125) + 30 * Math.log(0.375), fit.likelihood(), 1e-6);
  }

  @Test
  void raoAndKuppersOfTwoPlayersIsToo() {
    // win = 1/2: t exp(-d) = 1; loss = 1/8: t exp(d) = 7; so t = sqrt 7 and d = ln sqrt 7
    TiedStrengths.Fit fit =
        new TiedStrengths(TieModel.RAO_KUPPER, TINY).fit(2, games(0, 1, 40, 10, 30));
    assertEquals(Math.sqrt(7), fit.ties(), 1e-5);
    assertEquals(Math.log(7) / 2, fit.strengths()[0] - fit.strengths()[1], 1e-6);
  }

  @ParameterizedTest
  @EnumSource(TieModel.class)
  void withoutDrawsItIsBradleyTerry(TieModel model) {
    List<ScoredMatch> games = new ArrayList<>(games(0, 1, 3, 1, 0));
    games.addAll(games(1, 2, 5, 2, 0));
    games.addAll(games(0, 2, 4, 3, 0));
    assertArrayEquals(
        new BradleyTerry(1).fit(3, games).strengths(),
        new TiedStrengths(model, 1).fit(3, games).strengths(),
        1e-8);
  }

  @ParameterizedTest
  @EnumSource(TieModel.class)
  void chancesSumToOne(TieModel model) {
    for (double d : new double[] {-3, -0.2, 0, 1.7}) {
      Chances p = model.of(d, 1.8);
      assertEquals(1, p.win() + p.loss() + p.draw(), 1e-12);
      assertEquals(p.win(), model.of(-d, 1.8).loss(), 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(TieModel.class)
  void slopeAndCurvatureAreThoseOfTheLikelihood(TieModel model) {
    double d = 0.7;
    double h = 1e-4;
    double[] at = new double[3];
    for (int i = 0; i < 3; i++) {
      Chances p = model.of(d + (i - 1) * h, 1.6);
      at[i] = 3 * Math.log(p.win()) + 2 * Math.log(p.loss()) + 4 * Math.log(p.draw());
    }
    Chances p = model.of(d, 1.6);
    assertEquals((at[2] - at[0]) / (2 * h), model.slope(p, 3, 2, 4), 1e-6);
    assertEquals(-(at[2] - 2 * at[1] + at[0]) / (h * h), model.curvature(p, 3, 2, 4), 1e-5);
  }

  @ParameterizedTest
  @EnumSource(TieModel.class)
  void strengthsAndTiesAreFoundAgain(TieModel model) {
    double[] truth = {1, 0.3, -0.3, -1};
    double ties = 1.7;
    Key key = Key.of(1, "ties");
    List<ScoredMatch> games = new ArrayList<>();
    for (int n = 0; n < 12_000; n++) {
      int a = key.below(3L * n, 3);
      int b = a + 1 + key.below(3L * n + 1, 3 - a);
      Chances p = model.of(truth[a] - truth[b], ties);
      double draw = key.uniform(3L * n + 2);
      games.add(
          new ScoredMatch(
              new Match(a, b), draw < p.win() ? 1 : draw < p.win() + p.loss() ? 0 : 0.5));
    }
    TiedStrengths.Fit fit = new TiedStrengths(model, 0.01).fit(4, games);
    assertArrayEquals(truth, fit.strengths(), 0.12);
    assertEquals(ties, fit.ties(), 0.1);
  }

  @Test
  void drawsAloneMakeNobodyStronger() {
    TiedStrengths.Fit fit = new TiedStrengths(TieModel.DAVIDSON, 1).fit(2, games(0, 1, 0, 0, 9));
    assertArrayEquals(new double[] {0, 0}, fit.strengths(), 1e-9);
    assertTrue(fit.ties() > 1000, "as many draws as there can be: " + fit.ties());
  }

  @Test
  void withoutAPriorNothingIsPromised() {
    assertThrows(InvalidInput.class, () -> new TiedStrengths(TieModel.DAVIDSON, 0));
  }
}
