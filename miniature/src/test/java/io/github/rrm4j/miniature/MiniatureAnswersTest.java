package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.WorkedAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy's side of the miniature. */
class MiniatureAnswersTest {

  private static final Miniature JUDGED = Miniature.generate(1, 2000, 400, 2000, Slips.STANDARD);
  private static final MiniatureAnswers WORLD =
      MiniatureAnswers.generate(1, 2000, 400, 8000, Slips.STANDARD);

  @TempDir private Path folder;

  @Test
  void noHeldOutQueryIsTrainedOnByPolicyOrJudge() {
    Set<String> trained =
        Stream.of(
                WORLD.train().stream().map(problem -> problem.prompt().query()),
                WORLD.demonstrations().stream().map(answer -> answer.prompt().query()),
                JUDGED.train().stream().map(Pair::query),
                JUDGED.demonstrations().stream().map(judged -> judged.pair().query()))
            .flatMap(queries -> queries)
            .collect(Collectors.toSet());
    for (Problem problem : WORLD.heldout()) {
      assertFalse(trained.contains(problem.prompt().query()), problem.prompt().query());
    }
    Set<String> distinct = new HashSet<>();
    WORLD.train().forEach(problem -> distinct.add(problem.prompt().query()));
    assertEquals(2000, distinct.size());
  }

  @Test
  void theAnswerOfAProblemIsTheChosenResponseOfItsPair() {
    Map<String, String> chosen = new HashMap<>();
    JUDGED.train().forEach(pair -> chosen.put(pair.query(), pair.chosen()));
    int met = 0;
    for (Problem problem : WORLD.train()) {
      String right = chosen.get(problem.prompt().query());
      if (right != null) {
        assertTrue(problem.solvedBy(right), problem.toString());
        met++;
      }
    }
    assertTrue(met > 50, "only " + met + " queries stand in both");
  }

  @Test
  void demonstrationsEndInWhatTheirWorkingSaysAndSlipAsTheSharesSay() {
    Map<String, String> gold = new HashMap<>();
    WORLD.train().forEach(problem -> gold.put(problem.prompt().query(), problem.answer()));
    int known = 0;
    int right = 0;
    for (WorkedAnswer answer : WORLD.demonstrations()) {
      assertTrue(answer.thinking().endsWith(" = " + answer.response() + "."), answer.thinking());
      String truth = gold.get(answer.prompt().query());
      known += truth == null ? 0 : 1;
      right += answer.response().equals(truth) ? 1 : 0;
    }
    // 1 - 0.6 / 3 - 0.3 * 0.3 = 0.71; a standard deviation is below 0.02 from 600 on
    assertTrue(known > 600, "only " + known);
    assertEquals(0.71, (double) right / known, 0.06);
  }

  @Test
  void sectionsOfProblemsHaveEqualShares() {
    Map<String, Long> counts =
        WORLD.heldout().stream()
            .collect(Collectors.groupingBy(p -> p.prompt().section(), Collectors.counting()));
    assertEquals(
        Map.of("comparison", 100L, "counting", 100L, "sorting", 100L, "arithmetic", 100L), counts);
  }

  @Test
  void filesComeBackAsTheyWereAndPromptsHaveNoAnswer() throws IOException {
    MiniatureAnswers small = MiniatureAnswers.generate(3, 40, 12, 20, Slips.STANDARD);
    small.write(folder);
    List<Problem> problems = Problem.read(folder.resolve(MiniatureAnswers.PROBLEMS_FILE));
    assertEquals(small.train(), problems);
    assertEquals(small.heldout(), Problem.read(folder.resolve(MiniatureAnswers.HELDOUT_FILE)));
    assertEquals(
        small.demonstrations(),
        WorkedAnswer.read(folder.resolve(MiniatureAnswers.DEMONSTRATIONS_FILE)));
    Path prompts = folder.resolve(MiniatureAnswers.PROMPTS_FILE);
    assertEquals(problems.stream().map(Problem::prompt).toList(), Prompt.read(prompts));
    assertFalse(Files.readString(prompts).contains("answer"));
    byte[] before = Files.readAllBytes(prompts);
    MiniatureAnswers.generate(3, 40, 12, 20, Slips.STANDARD).write(folder);
    assertArrayEquals(before, Files.readAllBytes(prompts));
  }

  @Test
  void moreProblemsThanTheWorldHasAreRefused() {
    assertThrows(
        InvalidInput.class, () -> MiniatureAnswers.generate(1, 0, 9000, 0, Slips.STANDARD));
    assertThrows(InvalidInput.class, () -> MiniatureAnswers.generate(1, -1, 0, 0, Slips.NONE));
  }
}
