package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipleChoiceTest {

  @TempDir Path folder;

  private static final String GPQA =
      "Record ID,Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3,Canary String\n";

  private Path mmluPro(String... fields) throws IOException {
    return Files.writeString(folder.resolve("test.json"), "[{" + String.join("},{", fields) + "}]");
  }

  private static String question(int id, String options, int index, String answer) {
    return Text.format(
        "\"question_id\": %d, \"question\": \"Which?\", \"options\": [%s], \"answer_index\": %d, \"answer\": \"%s\", \"category\": \"math\"",
        id, options, index, answer);
  }

  @Test
  void mmluProIsAskedWithItsOptionsInOrderAndTheLetterOfTheRightOne() throws IOException {
    Path file = mmluPro(question(70, "\"3\", \"5\", \"8\", \"N/A\"", 2, "C"));
    Problem problem = Problem.read(file).get(0);
    assertEquals("MMLU-Pro/70", problem.prompt().id());
    assertEquals("MMLU-Pro", problem.prompt().section());
    assertEquals(
        "Which?\n\nA. 3\nB. 5\nC. 8\n\nPut the letter of the right option in \\boxed{}.",
        problem.prompt().query());
    assertEquals("C", problem.answer());
    assertTrue(problem.solvedBy("8 is even, so \\boxed{C}"));
    assertEquals(List.of(problem.prompt()), Prompt.read(file));
  }

  @Test
  void parquetAsItIsPublishedIsRead() throws IOException {
    Path file = folder.resolve("test-00000-of-00001.parquet");
    Tables.parquet(
        file,
        "{question_id: 70, question: 'Which?', options: ['3', '8'], answer: 'B', answer_index: 1, category: 'math'}");
    assertEquals("B", Problem.read(file).get(0).answer());
  }

  @Test
  void theOptionsOfGpqaStandInADrawnOrderThatStays() throws IOException {
    StringBuilder text = new StringBuilder(GPQA);
    for (int i = 0; i < 200; i++) {
      text.append(Text.format("rec%d,\"What, then?\n\",right,one,two,three,canary\n", i));
    }
    Path file = Files.writeString(folder.resolve("gpqa_diamond.csv"), text);
    List<Problem> problems = Problem.read(file);
    Map<String, Integer> letters = new TreeMap<>();
    for (Problem problem : problems) {
      letters.merge(problem.answer(), 1, Integer::sum);
      assertTrue(
          problem.prompt().query().contains("\n" + problem.answer() + ". right\n"),
          problem.toString());
      assertTrue(problem.prompt().query().startsWith("What, then?\n\nA. "), problem.toString());
      assertEquals("GPQA", problem.prompt().section());
    }
    assertEquals(4, letters.size());
    letters.forEach((letter, count) -> assertTrue(count > 30 && count < 70, letters.toString()));
    assertEquals(problems, Problem.read(file), "the same again");
  }

  @Test
  void theFirstSoManyAreASampleOfAllSections() throws IOException {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      fields.add(question(i, "\"a\", \"b\"", 0, "A"));
    }
    mmluPro(fields.toArray(String[]::new));
    StringBuilder text = new StringBuilder(GPQA);
    for (int i = 0; i < 10; i++) {
      text.append(Text.format("rec%d,Q,right,one,two,three,canary\n", i));
    }
    Files.writeString(folder.resolve("gpqa_main.csv"), text);
    List<Problem> problems = Problem.read(folder);
    assertEquals(100, problems.size());
    long first =
        problems.subList(0, 20).stream().filter(p -> p.prompt().section().equals("GPQA")).count();
    assertEquals(2, first);
    assertTrue(
        !problems.get(0).prompt().id().equals("MMLU-Pro/0")
            || !problems.get(1).prompt().id().equals("MMLU-Pro/1"),
        "not in the order of subjects");
  }

  private static String message(Path path) {
    return assertThrows(InvalidInput.class, () -> Problem.read(path)).getMessage();
  }

  @Test
  void whatContradictsItselfIsRefused() throws IOException {
    String other = message(mmluPro(question(1, "\"a\", \"b\"", 0, "B")));
    assertTrue(other.contains("field 'answer' is 'B' and 'answer_index' is 0"), other);
    String outside = message(mmluPro(question(1, "\"a\", \"b\"", 2, "C")));
    assertTrue(outside.contains("is 2 of 2 options"), outside);
    String none = message(mmluPro(question(1, "\"a\", \"N/A\"", 1, "B")));
    assertTrue(none.contains("the right option is 'N/A'"), none);
    Path gpqa = Files.writeString(folder.resolve("gpqa.csv"), GPQA + "r,Q,right,one,two,,canary\n");
    assertTrue(message(gpqa).contains("Incorrect Answer 3"), message(gpqa));
  }

  @Test
  void theSameQuestionInTwoFilesOfGpqaIsRefused() throws IOException {
    String row = "rec1,Q,right,one,two,three,canary\n";
    Path both = Files.createDirectories(folder.resolve("gpqa"));
    Files.writeString(both.resolve("gpqa_diamond.csv"), GPQA + row);
    Files.writeString(both.resolve("gpqa_main.csv"), GPQA + row);
    assertTrue(message(both).contains("id 'GPQA/rec1' stands in"), message(both));
  }

  @Test
  void judgedResponsesOfPpeToSuchQuestionsAreNone() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("ppe.jsonl"),
            "{\"question\": \"Q\", \"options\": [\"a\", \"b\"], \"answer_index\": 0, \"prompt\": \"P\", \"response_1\": \"r\", \"scores\": [true]}\n");
    assertEquals("P", Prompt.read(file).get(0).query());
  }
}
