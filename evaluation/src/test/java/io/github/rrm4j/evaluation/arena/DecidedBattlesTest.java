package io.github.rrm4j.evaluation.arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.tournament.ArenaScore.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Judgements in the form of Arena-Hard's files, with the score that its own tools give. */
class DecidedBattlesTest {

  @TempDir Path folder;

  private Path file(String... lines) throws IOException {
    return Files.writeString(
        folder.resolve("model.jsonl"), String.join("\n", lines).replace('\'', '"'));
  }

  private static String game(String score) {
    return "{'score': " + (score.isEmpty() ? "null" : "'" + score + "'") + ", 'judgment': {}}";
  }

  private static String line(String id, String category, String first, String second) {
    return "{"
        + id
        + category
        + "'model': 'm', 'judge': 'j', 'games': ["
        + first
        + ", "
        + second
        + "]}";
  }

  private static String v2(int uid, String first, String second) {
    return line("'uid': 'u" + uid + "', ", "'category': 'hard_prompt', ", first, second);
  }

  private static String v01(int id, String first, String second) {
    return line("'question_id': 'q" + id + "', ", "", first, second);
  }

  private ArenaResults only(String... lines) throws IOException {
    return DecidedBattles.read(file(lines)).categories().values().iterator().next();
  }

  @Test
  void theSecondGameShowsTheModelAsA() throws IOException {
    ArenaResults results =
        only(
            v2(1, game("B>>A"), game("A>B")), // far better, and better: 3 of 3, 1 of 1
            v2(2, game("A>B"), game("B>>A")), // worse, and far worse: 0 of 1, 0 of 3
            v2(3, game("A=B"), game("A>>B")), // a tie, and far better: 0.5 of 1, 3 of 3
            v2(4, game("B<A"), game("B=A"))); // worse in the other spelling, and a tie
    assertEquals((4 + 0 + 3.5 + 0.5) / (4 + 4 + 4 + 2), results.score().value(), 1e-12);
    assertEquals(
        List.of(Decision.A, Decision.A_BY_FAR), results.battles().get(1).games(), "B is the model");
    assertEquals("u1", results.battles().get(0).id());
  }

  @Test
  void version2LeavesOutThePromptOfAGameWithoutAVerdictAndVersion01OnlyTheGame()
      throws IOException {
    String won = game("B>A");
    String lost = game("A>B"); // of the baseline as A
    ArenaResults two =
        only(
            v2(1, won, game("A>B")),
            v2(2, won, game("")),
            v2(3, "null", game("A>B")),
            v2(4, lost, game("B>A")));
    assertEquals(2 / 4.0, two.score().value(), 1e-12);
    assertEquals(4, two.toJson().get("prompts").asInt());
    assertEquals(2, two.toJson().get("unreadable").asInt());
    assertEquals(0.9, two.toJson().get("b_score_over_games").get("confidence").asDouble());
    ArenaResults one =
        only(
            v01(1, won, game("A>B")),
            v01(2, won, game("")),
            v01(3, "null", game("A>B")),
            v01(4, lost, game("B>A")));
    assertEquals(4 / 6.0, one.score().value(), 1e-12);
    assertEquals(0.95, one.toJson().get("b_score_over_games").get("confidence").asDouble());
  }

  @Test
  void categoriesAreScoredApart() throws IOException {
    String creative =
        line("'uid': 'u9', ", "'category': 'creative_writing', ", game("A>B"), game("A>B"));
    DecidedBattles battles = DecidedBattles.read(file(v2(1, game("B>A"), game("A>B")), creative));
    JsonNode parts = battles.toJson().get("categories");
    assertEquals(1, parts.get("hard_prompt").get("b_score").asDouble());
    assertEquals(0.5, parts.get("creative_writing").get("b_score").asDouble());
    assertTrue(battles.summary().contains("category creative_writing"), "" + battles.summary());
  }

  @Test
  void linesOfOursHaveTheFirstPolicyAsAInBothGames() throws IOException {
    ArenaResults ours =
        only("{'id': 'a', 'games': ['B>>A', 'B>A']}", "{'id': 'b', 'games': ['A>B', 'A=B']}");
    assertEquals(4.5 / 6, ours.score().value(), 1e-12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "{'uid': '1', 'model': 'm', 'games': [{'score': 'A>B'}]} | has 1 games, must have two",
        "{'uid': '1', 'model': 'm', 'games': [{'score': 'A>B'}, 'B>A']} | holds \"B>A\" beside objects",
        "{'uid': '1', 'model': 'm', 'games': [{'score': 'A'}, null]} | holds \"A\", must be A>>B",
        "{'model': 'm', 'games': [null, null]} | 'question_id' is missing",
        "{'uid': '1', 'games': 'A>B'} | 'games' is no list",
        "{'id': '1', 'games': ['A']} | holds \"A\", must be A>>B",
      })
  void aMalformedLineIsNamed(String line, String problem) throws IOException {
    Path file = file(line);
    String message = assertThrows(InvalidInput.class, () -> DecidedBattles.read(file)).getMessage();
    assertTrue(message.startsWith(file + ":1: ") && message.contains(problem), message);
  }

  @Test
  void whatIsNotOneMeasurementIsRefused() throws IOException {
    String one = v2(1, game("A>B"), game("A>B"));
    assertRefused(": prompt 'u1' stands in an earlier line too", one, one);
    assertRefused(
        ": model is 'n' and was 'm' before",
        one,
        v2(2, game("A>B"), game("A>B")).replace("'m'", "'n'"));
    assertRefused(
        ": judge is 'k' and was 'j' before",
        one,
        v2(2, game("A>B"), game("A>B")).replace("'j'", "'k'"));
    assertRefused(": version is '' and was 'uid' before", one, "{'id': 'a', 'games': ['A>B']}");
  }

  private void assertRefused(String problem, String... lines) throws IOException {
    Path file = file(lines);
    String message = assertThrows(InvalidInput.class, () -> DecidedBattles.read(file)).getMessage();
    assertTrue(message.startsWith(file + ":2" + problem), message);
  }
}
