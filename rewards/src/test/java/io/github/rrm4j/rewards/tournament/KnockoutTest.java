package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnockoutTest {

  private static final Key KEY = Key.of(3, "bracket");

  private static int[] drawn(Knockout knockout, int players) {
    return knockout.key().with("bracket").permutation(players);
  }

  @Test
  void aBracketOfEightIsPlayedAsByHand() {
    Knockout knockout = new Knockout(KEY);
    int[] p = drawn(knockout, 8);
    List<List<ScoredMatch>> rounds = new ArrayList<>();
    assertEquals(
        List.of(
            Match.of(p[0], p[1]), Match.of(p[2], p[3]), Match.of(p[4], p[5]), Match.of(p[6], p[7])),
        knockout.round(8, rounds));
    rounds.add(
        List.of(
            Games.won(p[1], p[0]),
            Games.won(p[2], p[3]),
            Games.won(p[5], p[4]),
            Games.won(p[6], p[7])));
    assertEquals(List.of(Match.of(p[1], p[2]), Match.of(p[5], p[6])), knockout.round(8, rounds));
    rounds.add(List.of(Games.won(p[2], p[1]), Games.won(p[5], p[6])));
    assertEquals(List.of(Match.of(p[2], p[5])), knockout.round(8, rounds));
    rounds.add(List.of(Games.won(p[5], p[2])));
    assertEquals(List.of(), knockout.round(8, rounds));
    double[] rating = knockout.of(8, rounds);
    assertEquals(3, rating[p[5]]);
    assertEquals(2, rating[p[2]]);
    assertEquals(1, rating[p[1]]);
    assertEquals(1, rating[p[6]]);
    assertEquals(0, rating[p[0]]);
    int[] places = new Ranking(rating).places();
    assertArrayEquals(
        new int[] {1, 2, 3, 3, 5, 5, 5, 5}, java.util.Arrays.stream(places).sorted().toArray());
  }

  @Test
  void ofSixPlayersTwoHaveByesAndMeetTheWinnersOfTheFirstRound() {
    Knockout knockout = new Knockout(KEY);
    int[] p = drawn(knockout, 6);
    List<List<ScoredMatch>> rounds = new ArrayList<>();
    assertEquals(List.of(Match.of(p[0], p[1]), Match.of(p[2], p[3])), knockout.round(6, rounds));
    rounds.add(List.of(Games.won(p[0], p[1]), Games.won(p[3], p[2])));
    assertEquals(List.of(Match.of(p[0], p[4]), Match.of(p[3], p[5])), knockout.round(6, rounds));
    rounds.add(List.of(Games.won(p[4], p[0]), Games.won(p[3], p[5])));
    assertEquals(List.of(Match.of(p[4], p[3])), knockout.round(6, rounds));
  }

  @Test
  void anyNumberOfPlayersTakesOneComparisonLess() {
    for (int players = 1; players <= 33; players++) {
      List<List<ScoredMatch>> rounds =
          Simulation.play(players, new Knockout(KEY.with(players)), match -> 0.5, KEY);
      assertEquals(players - 1, Simulation.comparisons(rounds), "players " + players);
      assertEquals((int) Math.ceil(Math.log(players) / Math.log(2)), rounds.size());
      assertEquals(
          1, new Ranking(new Knockout(KEY.with(players)).of(players, rounds)).best().size());
      assertEquals(
          players - 1, Rating.games(rounds).stream().map(ScoredMatch::match).distinct().count());
    }
  }

  @Test
  void aDrawIsDecidedByACoinThatIsTheSameEachTime() {
    int first = 0;
    for (int seed = 0; seed < 400; seed++) {
      Knockout knockout = new Knockout(Key.of(seed, "coin"));
      List<List<ScoredMatch>> drawn = List.of(List.of(Games.drawn(0, 1)));
      assertEquals(List.of(), knockout.round(2, drawn));
      assertArrayEquals(knockout.of(2, drawn), new Knockout(Key.of(seed, "coin")).of(2, drawn));
      first += knockout.of(2, drawn)[0] == 1 ? 1 : 0;
    }
    // 200 expected, standard deviation 10
    assertTrue(first > 160 && first < 240, "player 0 won " + first + " of 400 draws");
  }

  @Test
  void eachPlaceOfTheBracketIsEquallyLikely() {
    int[] byes = new int[6];
    for (int seed = 0; seed < 3000; seed++) {
      List<Match> round = new Knockout(Key.of(seed, "fair")).round(6, List.of());
      for (int player = 0; player < 6; player++) {
        int self = player;
        byes[player] += round.stream().noneMatch(m -> m.a() == self || m.b() == self) ? 1 : 0;
      }
    }
    for (int player = 0; player < 6; player++) {
      // 1000 expected, standard deviation 26
      assertEquals(1000, byes[player], 110, "byes of player " + player);
    }
  }
}
