package io.github.rrm4j.evaluation.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curves of pools that are written by hand. */
class CurvesTest {

  @TempDir Path folder;

  private static Pair pair(String id, String section, Side gold) {
    return new Pair(id, section, "q", "a", "b", gold);
  }

  @Test
  void voteCurvesAreMeansOverPairsOfMeansOverSubsets() throws IOException {
    List<Pair> pairs = List.of(pair("p", "easy", Side.FIRST), pair("q", "hard", Side.SECOND));
    try (JudgementPool pool =
        new StoredPool().put("p", "112", 10).put("q", "2x1", 30).open(folder)) {
      VoteScaling scaling = new VoteScaling(pairs, pool, 3);
      List<ObjectNode> rows = scaling.accuracy().rows();
      assertEquals(9, rows.size());
      // p: 2/3, 2/3, 1; q: 1/3, (2x right, x1 wrong, 21 tie) = 1/2, tie = 1/2
      assertEquals((2.0 / 3 + 1.0 / 3) / 2, rows.get(0).get("accuracy").asDouble(), 1e-12);
      assertEquals((2.0 / 3 + 0.5) / 2, rows.get(1).get("accuracy").asDouble(), 1e-12);
      assertEquals((1 + 0.5) / 2, rows.get(2).get("accuracy").asDouble(), 1e-12);
      assertEquals(0.25, rows.get(2).get("gain").asDouble(), 1e-12);
      assertEquals("hard", rows.get(8).get("section").asText());
      assertEquals(1, rows.get(8).get("split").asDouble(), 1e-12);
      List<ObjectNode> thinking = scaling.thinking().rows();
      assertEquals(20, thinking.get(0).get("thinking_tokens").asDouble(), 1e-12);
      assertEquals(50.0 / 3, thinking.get(0).get("when_right").asDouble(), 1e-12);
      assertEquals(30, thinking.get(2).get("when_wrong").asDouble(), 1e-12);
    }
  }

  /**
   * By hand: p stops after two votes of each order for the one, q sees both orders say their first
   * response until the end.
   */
  @Test
  void votesStopWhereTheyAreEnough() throws IOException {
    List<Pair> pairs = List.of(pair("p", "s", Side.FIRST), pair("q", "s", Side.SECOND));
    try (JudgementPool pool =
        new StoredPool().put("p", "1A1A1A1A", 10).put("q", "1B1B1B1B", 30).open(folder)) {
      List<ObjectNode> rows = new StoppedVotes(pairs, pool, 8).table().rows();
      ObjectNode row = rows.get(2); // two of each order are 0.95
      assertEquals(0.95, row.get("stop").asDouble());
      assertEquals((4 + 8) / 2.0, row.get("judgements").asDouble(), 1e-9);
      assertEquals(0.25, row.get("saved").asDouble(), 1e-9);
      assertEquals(0.5, row.get("stopped").asDouble(), 1e-9);
      assertEquals((1 + 0.5) / 2, row.get("accuracy").asDouble(), 1e-9);
      assertEquals(0, row.get("gain").asDouble(), 1e-9);
      assertEquals(1, row.get("mcnemar_p").asDouble(), 1e-9);
      ObjectNode low = rows.get(0); // one of each order is 5/6, above 0.8
      assertEquals((2 + 8) / 2.0, low.get("judgements").asDouble(), 1e-9);
      ObjectNode high = rows.get(4); // three of each are 0.986, and four are all of them
      assertEquals(8, high.get("judgements").asDouble(), 1e-9);
    }
  }

  private static ResponseList list(String id, int best) {
    List<String> responses = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      responses.add("r" + i);
      scores.add(i == best ? 1.0 : 0.0);
    }
    return new ResponseList(id, "all", "q", responses, Optional.of(scores));
  }

  @Test
  void aJudgeWithoutFaultFindsTheBestForThePriceOfEachTournament() throws IOException {
    List<ResponseList> lists = List.of(list("x", 3), list("y", 7));
    StoredPool stored = new StoredPool();
    for (ResponseList list : lists) {
      for (Match match : RoundRobin.all(8)) {
        // the best wins, else the smaller index
        stored.put(
            list.id() + "/" + match.a() + "-" + match.b(), list.best(match.b()) ? "222" : "111", 1);
      }
    }
    try (JudgementPool pool = stored.open(folder)) {
      TournamentScaling scaling = new TournamentScaling(lists, pool, 3, Key.of(1, "t"));
      List<ObjectNode> rows = scaling.accuracy().rows();
      for (ObjectNode row : rows) {
        // with few opponents another may have had more games to win
        boolean all = row.get("opponents").asInt() == 7;
        assertTrue(row.get("accuracy").asDouble() > (all ? 0.999 : 0.4), row.toString());
        switch (row.get("method").asText()) {
          case "knockout" -> {
            assertEquals(7, row.get("comparisons").asDouble(), 1e-9);
            assertEquals(1, row.get("accuracy").asDouble(), 1e-9);
          }
          case "round_robin" -> {
            assertEquals(28, row.get("comparisons").asDouble(), 1e-9);
            assertEquals(1, row.get("accuracy").asDouble(), 1e-9);
          }
          default -> assertTrue(row.get("comparisons").asDouble() <= 28);
        }
        assertEquals(
            row.get("comparisons").asDouble() * row.get("votes").asInt(),
            row.get("judgements").asDouble(),
            1e-9);
      }
      assertEquals(
          List.of("knockout", "knockout", "elo", "elo", "elo", "elo", "round_robin", "round_robin"),
          rows.stream().map(row -> row.get("method").asText()).toList());
      assertEquals(0, scaling.cycles().rows().get(0).get("cycles").asInt());
      assertEquals(112, scaling.cycles().rows().get(0).get("triples").asInt());
    }
  }

  @Test
  void activeTournamentsEndSoonerWhereLessIsEnough() throws IOException {
    ResponseList list = list("x", 3);
    StoredPool stored = new StoredPool();
    for (Match match : RoundRobin.all(8)) {
      stored.put("x/" + match.a() + "-" + match.b(), list.best(match.b()) ? "2" : "1", 1);
    }
    try (JudgementPool pool = stored.open(folder)) {
      TournamentScaling scaling = new TournamentScaling(List.of(list), pool, 1, Key.of(1, "t"));
      List<ObjectNode> rows = scaling.accuracy(true).rows();
      List<ObjectNode> active = rows.subList(rows.size() - 7, rows.size());
      double before = 0;
      for (ObjectNode row : active) {
        assertEquals("active", row.get("method").asText());
        assertTrue(row.get("comparisons").asDouble() >= before, "a surer end comes later");
        before = row.get("comparisons").asDouble();
      }
      assertTrue(active.get(3).get("comparisons").asDouble() < 20, active.get(3).toString());
      assertTrue(active.get(6).get("accuracy").asDouble() > 0.95, active.get(6).toString());
    }
  }

  @Test
  void aJudgeThatCannotBeReadIsALottery() throws IOException {
    List<ResponseList> lists = List.of(list("x", 3));
    StoredPool stored = new StoredPool();
    RoundRobin.all(8).forEach(m -> stored.put("x/" + m.a() + "-" + m.b(), "?", 1));
    try (JudgementPool pool = stored.open(folder)) {
      TournamentScaling scaling = new TournamentScaling(lists, pool, 1, Key.of(1, "t"));
      for (ObjectNode row : scaling.accuracy().rows()) {
        if (!row.get("method").asText().equals("knockout")) {
          assertEquals(1.0 / 8, row.get("accuracy").asDouble(), 1e-9);
        }
      }
      assertEquals(0, scaling.cycles().rows().get(0).get("triples").asInt());
    }
  }
}
