package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class MostInformativeTest {

  private static final Key KEY = Key.of(5, "active");

  private static List<List<ScoredMatch>> games(int... winnersAndLosers) {
    List<List<ScoredMatch>> rounds = new ArrayList<>();
    for (int i = 0; i < winnersAndLosers.length; i += 2) {
      int winner = winnersAndLosers[i];
      Match match = Match.of(winner, winnersAndLosers[i + 1]);
      rounds.add(List.of(new ScoredMatch(match, match.a() == winner ? 1 : 0)));
    }
    return rounds;
  }

  private static TopBelief belief(int players, List<List<ScoredMatch>> rounds) {
    return TopBelief.of(new BradleyTerry(1).fit(players, Rating.games(rounds)), KEY);
  }

  /** Of two players the lead is normal, so that its sign is a probability of Phi. */
  @Test
  void whoIsTheBestOfTwoHasTheProbabilityOfANormalLead() {
    BradleyTerry.Fit fit = new BradleyTerry(1).fit(2, Rating.games(games(0, 1)));
    double lead = fit.strengths()[0] - fit.strengths()[1];
    double variance = fit.covariance()[0][0] + fit.covariance()[1][1] - 2 * fit.covariance()[0][1];
    double expected = new NormalDistribution().cumulativeProbability(lead / Math.sqrt(variance));
    assertTrue(expected > 0.6 && expected < 0.9, "the probability is " + expected);
    double error = Math.sqrt(expected * (1 - expected) / TopBelief.DRAWS);
    assertEquals(expected, belief(2, games(0, 1)).mostProbable(), 4 * error);
  }

  /** By an integral over the normal lead, which the draws know nothing of. */
  @Test
  void theInformationIsTheMutualInformationOfOutcomeAndBest() {
    BradleyTerry.Fit fit = new BradleyTerry(1).fit(2, Rating.games(games(0, 1)));
    double mean = fit.strengths()[0] - fit.strengths()[1];
    double sd =
        Math.sqrt(fit.covariance()[0][0] + fit.covariance()[1][1] - 2 * fit.covariance()[0][1]);
    NormalDistribution lead = new NormalDistribution(null, mean, sd);
    double[] mass = new double[2]; // that 0, that 1 is the best
    double[] wins = new double[2]; // and 0 wins
    double step = sd / 1000;
    for (double x = mean - 8 * sd + step / 2; x < mean + 8 * sd; x += step) {
      int best = x > 0 ? 0 : 1;
      mass[best] += lead.density(x) * step;
      wins[best] += lead.density(x) * step / (1 + Math.exp(-x));
    }
    double information =
        entropy(wins[0] + wins[1])
            - mass[0] * entropy(wins[0] / mass[0])
            - mass[1] * entropy(wins[1] / mass[1]);
    assertEquals(information, belief(2, games(0, 1)).information(new Match(0, 1)), 0.02);
    assertTrue(information > 0.1, "nats: " + information);
  }

  private static double entropy(double p) {
    return -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  }

  @Test
  void thoseWhoCannotBeTheBestDoNotMeet() {
    // 0 and 1 beat 2, 3 and 4, each of whom lost twice
    List<List<ScoredMatch>> played = games(0, 2, 0, 3, 0, 4, 1, 2, 1, 3, 1, 4);
    assertEquals(List.of(new Match(0, 1)), new MostInformative(0.95, 1, KEY).round(5, played));
    TopBelief belief = belief(5, played);
    assertTrue(belief.information(new Match(0, 1)) > 3 * belief.information(new Match(2, 3)));
  }

  @Test
  void itIsOverWhereTheBestIsDecidedAndMeetsNobodyTwice() {
    for (double decided : new double[] {0.45, 0.6, 1}) {
      MostInformative schedule = new MostInformative(decided, 1, KEY);
      List<List<ScoredMatch>> rounds = new ArrayList<>();
      Set<Match> met = new HashSet<>();
      List<Match> round = schedule.round(6, rounds);
      while (!round.isEmpty()) {
        assertEquals(round, schedule.round(6, rounds), "a function of the games");
        assertEquals(1, round.size());
        assertTrue(met.add(round.get(0)), round.toString());
        rounds.add(List.of(new ScoredMatch(round.get(0), 1))); // the smaller number wins
        round = schedule.round(6, rounds);
      }
      double[] strengths = new BradleyTerry(1).of(6, rounds);
      assertEquals(List.of(0), new Ranking(strengths).best());
      if (decided == 1) {
        assertEquals(15, rounds.size());
      } else {
        assertTrue(rounds.size() < 15, decided + " takes " + rounds.size());
      }
    }
  }

  @Test
  void aNumberOutOfItsRangeIsRefused() {
    assertThrows(InvalidInput.class, () -> new MostInformative(0, 1, KEY));
    assertThrows(InvalidInput.class, () -> new MostInformative(1.1, 1, KEY));
    assertThrows(InvalidInput.class, () -> new MostInformative(0.9, 0, KEY));
    assertFalse(new MostInformative(0.9, 1, KEY).round(2, List.of()).isEmpty());
    assertEquals(List.of(), new MostInformative(0.9, 1, KEY).round(1, List.of()));
  }
}
