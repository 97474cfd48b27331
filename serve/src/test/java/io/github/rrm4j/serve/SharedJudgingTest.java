package io.github.rrm4j.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PairJudge;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.Ranked;
import io.github.rrm4j.judging.Ranker;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.RemoteJudge;
import io.github.rrm4j.judging.RemoteJudgeSpec;
import io.github.rrm4j.judging.TinyJudge;
import io.github.rrm4j.judging.VerdictJson;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rollout.Sampling;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A judge of this process that many ask at a time. Its weights are random, so that its judgements
 * are many different texts; none can be read, which the statuses say.
 */
class SharedJudgingTest {

  @TempDir static Path folder;
  private static JudgeSpec spec;
  private static Judge offline;
  private static JudgeServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    TinyJudge.write(folder.resolve("model"), new Sampling(1, 24));
    spec = JudgeSpec.of(folder.resolve("model")).device("cpu").maxSequences(6);
    offline = Judge.open(spec.votes(2).bothOrders());
    server = JudgeServer.start(Client.settings(spec, folder.resolve("store")));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    offline.close();
  }

  private static ObjectNode body(String prompt, String... responses) {
    ObjectNode body = Json.object().put("prompt", prompt).put("split_votes", "coin");
    List.of(responses).forEach(body.putArray("responses")::add);
    return body;
  }

  @Test
  void callersAtOnceGetWhatTheOfflineJudgeSaysOneByOne() {
    List<CompletableFuture<HttpResponse<String>>> pairs = new ArrayList<>();
    List<CompletableFuture<HttpResponse<String>>> rankings = new ArrayList<>();
    List<CompletableFuture<HttpResponse<String>>> cold = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ObjectNode pair = body("2 + " + i, "3", "4").put("id", "p" + i).put("votes", 2);
      pairs.add(client.sendLater(client.post("/v1/judge", pair.toString())));
      ObjectNode list =
          body("4 + " + i, "8", "9", "7")
              .put("id", "q" + i)
              .put("orders", "half")
              .put("method", "elo");
      rankings.add(client.sendLater(client.post("/v1/judge", list.toString())));
      if (i < 4) {
        ObjectNode other = body("2 + " + i, "3", "4").put("temperature", 0.5).put("seed", 9);
        cold.add(client.sendLater(client.post("/v1/judge", other.toString())));
      }
    }
    for (int i = 0; i < 8; i++) {
      OpenPair pair = new OpenPair("p" + i, "2 + " + i, "3", "4", Optional.empty());
      JsonNode answer = Client.json(pairs.get(i).join(), 422);
      assertSame(offline.compare(pair), answer.at("/pairs/0"));
      // as ./rrm rank judges a line
      ResponseList list =
          new ResponseList("q" + i, "", "4 + " + i, List.of("8", "9", "7"), Optional.empty());
      Ranked ranked =
          new Ranker(
                  offline.voting(1, Orders.HALF),
                  RankingMethod.ELO,
                  RankingMethod.Settings.USUAL,
                  true)
              .rank(List.of(list), Key.of(1, "rank"), 6, done -> {})
              .ranked()
              .get(0);
      JsonNode ranking = Client.json(rankings.get(i).join(), 422).get("ranking");
      assertEquals(
          Json.list().addAll(numbers(ranked.ratings())).toString(),
          ranking.get("ratings").toString());
      assertEquals(ranked.choice(), ranking.get("choice").asInt());
    }
    try (Judge other = Judge.open(spec.temperature(0.5).seed(9).bothOrders())) {
      for (int i = 0; i < 4; i++) {
        assertSame(
            other.compare("2 + " + i, "3", "4"),
            Client.json(cold.get(i).join(), 422).at("/pairs/0"));
      }
    }
  }

  private static List<JsonNode> numbers(double[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> (JsonNode) DoubleNode.valueOf(values[i]))
        .toList();
  }

  private static void assertSame(PairVerdict expected, JsonNode answer) {
    ObjectNode given = answer.deepCopy();
    given.remove(List.of("a", "b"));
    assertEquals(VerdictJson.put(Json.object(), expected).toString(), given.toString());
  }

  private static RemoteJudgeSpec remote() {
    return RemoteJudgeSpec.of(URI.create(server.url() + "/"))
        .token(Client.TOKEN)
        .votes(2)
        .orders(Orders.BOTH)
        .splits(SplitVotes.COIN);
  }

  @Test
  void theJavaClientSaysWhatTheJudgeItselfSays() {
    try (PairJudge judge = RemoteJudge.open(remote())) {
      assertEquals(offline.compare("4 + 4 = ?", "8", "9"), judge.compare("4 + 4 = ?", "8", "9"));
      List<OpenPair> pairs = TinyJudge.pairs(0, 20);
      assertEquals(
          offline.compareAll(pairs.stream()).toList(), judge.compareAll(pairs.stream()).toList());
      Ranked here = offline.rank("1 + 1", List.of("2", "3", "2", "4"));
      Ranked there = judge.rank("1 + 1", List.of("2", "3", "2", "4"));
      assertArrayEquals(here.ratings(), there.ratings());
      assertEquals(here.matches(), there.matches());
      assertEquals(here.choice(), there.choice());
      assertEquals(here.intervals(), there.intervals());
    }
  }

  @Test
  void theJavaClientSaysWhyItGetsNoAnswer() {
    try (PairJudge judge = RemoteJudge.open(remote())) {
      String query = "4 + ".repeat(400);
      InvalidInput tooLong = assertThrows(InvalidInput.class, () -> judge.compare(query, "8", "9"));
      assertTrue(tooLong.getMessage().contains("must have at most"), tooLong.getMessage());
    }
    try (PairJudge judge = RemoteJudge.open(remote().token("another"))) {
      InvalidInput wrong = assertThrows(InvalidInput.class, () -> judge.compare("1", "2", "3"));
      assertTrue(wrong.getMessage().contains("401"), wrong.getMessage());
      assertTrue(!wrong.getMessage().contains("another"), wrong.getMessage());
    }
  }
}
