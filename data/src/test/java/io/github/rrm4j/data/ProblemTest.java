package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts, and problems whose answer is known. */
class ProblemTest {

  private static final Problem PROBLEM = new Problem(new Prompt("a", "all", "2 + 2"), "4");

  @TempDir private Path folder;

  @Test
  void theAnswerAloneOrInTheLastBoxSolvesAProblem() {
    assertTrue(PROBLEM.solvedBy("4"));
    assertTrue(PROBLEM.solvedBy(" 4\n"));
    assertTrue(PROBLEM.solvedBy("Two and two: \\boxed{5}, no, \\boxed{4}."));
    assertTrue(new Problem(PROBLEM.prompt(), "\\frac{1}{2}").solvedBy("\\boxed{\\frac{1}{2}}"));
  }

  @Test
  void otherTextDoesNot() {
    for (String other :
        List.of(
            "5", "", "44", "4 4", "it is 4", "\\boxed{4", "\\boxed{4} \\boxed{5}", "[NO ANSWER]")) {
      assertFalse(PROBLEM.solvedBy(other), other);
    }
  }

  @Test
  void aFileIsReadWithOptionalFieldsAndMessages() throws IOException {
    Path file = folder.resolve("p.jsonl");
    Files.writeString(
        file,
        """
        {"prompt": "2 + 2", "answer": 4}
        {"id": "b", "section": "s", "prompt": [{"role": "user", "content": "Hi"}], "answer": "Ho"}
        """);
    assertEquals(
        List.of(
            new Problem(new Prompt("p.jsonl:1", "all", "2 + 2"), "4"),
            new Problem(new Prompt("b", "s", "Hi"), "Ho")),
        Problem.read(file));
  }

  @Test
  void aLineWithoutAnAnswerIsAPromptButNoProblem() throws IOException {
    Path file = folder.resolve("p.jsonl");
    Files.writeString(file, "{\"prompt\": \"2 + 2\"}\n");
    assertEquals("2 + 2", Prompt.read(file).get(0).query());
    InvalidInput refused = assertThrows(InvalidInput.class, () -> Problem.read(file));
    assertEquals(
        file + ":1: field 'answer' is missing, must be the right answer, add it",
        refused.getMessage());
    Files.writeString(file, "{\"prompt\": \" \", \"answer\": \"1\"}\n");
    assertThrows(InvalidInput.class, () -> Problem.read(file));
  }
}
