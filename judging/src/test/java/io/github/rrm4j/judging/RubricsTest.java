package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rubrics of a model whose tokens are known; {@link ChatJudgeTest} has those of an API. */
class RubricsTest {

  private static final Sampling SAMPLING = new Sampling(1, 16);
  private static final Key KEY = Key.of(1, "judge");

  @TempDir private static Path folder;
  private static TinyJudge model;

  @BeforeAll
  static void open() {
    model = TinyJudge.open(folder, SAMPLING);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** A judge without thinking, so that whatever the model writes is a rubric. */
  private static TokenAsker asker(Overlong overlong) {
    JudgeTemplate template =
        JudgeTemplate.parse(
            "test",
            "=== rubric\nCriteria of {query}\n=== user\n{query} {response_1} {response_2} {rubric}\n");
    JudgeFormat format = model.format(new JudgeSettings(template, false, SAMPLING));
    return new TokenAsker(format, model.engine(id -> id % 2 == 0), SAMPLING, overlong);
  }

  private static Question question(String query, String response) {
    OpenPair pair = new OpenPair(query + response, query, response, "7", Optional.empty());
    return Question.of(pair, Order.GIVEN, KEY);
  }

  private static List<String> texts(List<List<JudgedQuestion>> judged) {
    return judged.stream()
        .flatMap(List::stream)
        .map(one -> one.judgement().verdict() + one.judgement().text())
        .toList();
  }

  @Test
  void oneRubricServesAllPairsOfAQueryAndWhatIsDrawnDependsOnTheQueryAlone() {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      questions.add(question("2 + " + i, "3"));
      questions.add(question("2 + " + i, "4"));
    }
    TokenAsker together = asker(Overlong.FAIL);
    List<String> all = texts(together.ask(questions, 2));
    String said = together.spending().orElseThrow();
    assertTrue(said.startsWith("rubrics: 8 written ("), said);
    assertTrue(said.endsWith("; 8 questions had one that was there"), said);
    int readable = 0;
    for (int i = 0; i < questions.size(); i++) {
      TokenAsker alone = asker(Overlong.FAIL);
      assertEquals(all.subList(2 * i, 2 * i + 2), texts(alone.ask(List.of(questions.get(i)), 2)));
      OpenPair pair = questions.get(i).pair();
      if (alone.judge().rubrics().orElseThrow().none(pair.query()).isEmpty()) {
        readable++;
        String rubric = alone.judge().rubrics().orElseThrow().text(pair.query());
        assertFalse(rubric.isBlank());
        assertTrue(alone.promptText(pair).contains(rubric), alone.promptText(pair));
      } else {
        assertTrue(all.get(2 * i).matches("(MALFORMED|TRUNCATED)"), all.get(2 * i));
      }
    }
    assertTrue(readable > 0 && readable < questions.size(), "both are there: " + readable);
    texts(together.ask(questions, 2));
    assertTrue(together.spending().orElseThrow().endsWith("; 24 questions had one that was there"));
  }

  @Test
  void aPromptWithoutItsRubricIsNoPrompt() {
    OpenPair pair = question("2 + 2", "3").pair();
    TokenAsker asker = asker(Overlong.FAIL);
    assertTrue(asker.promptText(pair).contains("7 {rubric}"));
    assertTrue(
        assertThrows(InvalidInput.class, () -> asker.judge().prompt(pair))
            .getMessage()
            .contains("which this command does not do"));
    asker.ask(List.of(question("2 + 2", "3")), 1);
    assertTrue(asker.judge().prompt(pair).length > 0);
  }

  /** A rubric may have as many tokens as a judgement, and is counted so before it is written. */
  @Test
  void roomForTheRubricIsKept() {
    TokenAsker asker = asker(Overlong.COUNT);
    int longest = asker.engine().longestPrompt(SAMPLING);
    String response = "1 2 3 4 ";
    while (asker.fits(question("2 + 2", response).pair())) {
      response += "1 2 3 4 ";
    }
    OpenPair pair = question("2 + 2", response).pair();
    int asWritten = asker.judge().length(pair, 0);
    assertTrue(asWritten <= longest && asWritten + 16 > longest - 16, asWritten + " " + longest);
  }

  @Test
  void aQueryThatIsTooLongForItsRubricIsOverlong() {
    String query = "1 2 3 4 ".repeat(600);
    assertEquals(
        Verdict.OVERLONG,
        asker(Overlong.COUNT).ask(List.of(question(query, "3")), 1).get(0).get(0).verdict());
  }
}
