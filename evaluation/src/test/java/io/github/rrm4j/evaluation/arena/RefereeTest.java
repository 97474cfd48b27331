package io.github.rrm4j.evaluation.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.evaluation.arena.ArenaMatchResult.ArenaMatch;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.judging.TinyJudge;
import io.github.rrm4j.judging.TokenAsker;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies that are too long for a judge; the weights are random, so nothing else is readable. */
class RefereeTest {

  private static final Sampling SAMPLING = new Sampling(1, 12);
  private static final List<ArenaMatch> ENCOUNTERS =
      List.of(
          encounter("same", "9", "9"),
          encounter("long", "9 ".repeat(600), "8"),
          encounter("short", "9", "8"));

  @TempDir static Path folder;
  private static TinyJudge judge;

  @BeforeAll
  static void open() {
    judge = TinyJudge.open(folder.resolve("model"), SAMPLING);
  }

  @AfterAll
  static void close() {
    judge.close();
  }

  private static ArenaMatch encounter(String id, String a, String b) {
    return new ArenaMatch(
        new PromptWithAnswer(new Prompt(id, "s", "8 - 3 + 4"), Optional.empty()),
        new Reply("", a, 3, true),
        new Reply("", b, 3, true));
  }

  private static Referee referee(Overlong overlong) {
    Asker asker = new TokenAsker(judge.format(), judge.engine(id -> true), SAMPLING, overlong);
    return new Referee.Judge(new Voting(asker, 1, Orders.BOTH), 8, Key.of(1, "arena"));
  }

  private static List<PromptFit> fits(Overlong overlong) {
    return referee(overlong).judge(ENCOUNTERS).stream().map(ArenaMatchResult::fit).toList();
  }

  @Test
  void repliesThatAreTooLongAreNoGamesAndAreCountedApart() throws IOException {
    assertEquals(
        List.of(PromptFit.WHOLE, PromptFit.OVERLONG, PromptFit.WHOLE), fits(Overlong.COUNT));
    Path file = folder.resolve("battles.jsonl");
    ArenaResults results = ArenaResults.fill(file, ENCOUNTERS, referee(Overlong.COUNT), done -> {});
    assertEquals(new PromptFits(3, 1, 0), results.fits(), "as the file has them");
    assertEquals(2, results.battles().get(1).unreadable());
    assertEquals(1, results.toJson().get("overlong").asInt());
    assertTrue(
        results.summary().get(2).contains("of 3 prompts, 1 too long for the judge"),
        results.summary().toString());
    JsonNode line = Json.parse(Files.readAllLines(file).get(1));
    assertEquals("overlong", line.get("fit").asText());
    assertFalse(Json.parse(Files.readAllLines(file).get(0)).has("fit"));
  }

  @Test
  void repliesThatAreShortenedAreCounted() {
    assertEquals(
        List.of(PromptFit.WHOLE, PromptFit.SHORTENED, PromptFit.WHOLE), fits(Overlong.SHORTEN));
  }
}
