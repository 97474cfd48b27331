package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.ResponseList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseListTest {

  @TempDir Path folder;

  private List<ResponseList> read(String text) throws IOException {
    return ResponseList.read(Files.writeString(folder.resolve("lists.jsonl"), text));
  }

  @Test
  void scoresAreNumbersOrBooleansAndMayBeMissing() throws IOException {
    List<ResponseList> lists =
        read(
            """
            {"id": "x", "section": "s", "prompt": "q", "responses": ["a", "b", ""], "scores": [0.5, 2, 2]}
            {"prompt": "q", "responses": ["a", "b"], "scores": [true, false]}
            {"prompt": "q", "responses": ["a", "b"]}
            {"prompt": "q", "responses": ["a", "b"], "scores": [1, 1]}
            """);
    assertEquals("x", lists.get(0).id());
    assertEquals("s", lists.get(0).section());
    assertTrue(lists.get(0).best(1) && lists.get(0).best(2) && !lists.get(0).best(0));
    assertArrayEquals(new double[] {1, 0}, lists.get(1).gold());
    assertEquals("lists.jsonl:2", lists.get(1).id());
    assertTrue(lists.get(1).graded());
    assertFalse(lists.get(2).graded());
    assertFalse(lists.get(3).graded());
  }

  @Test
  void whatIsNoListIsNamedWithItsPlace() {
    String[][] wrong = {
      {"{\"prompt\": \"q\"}", "'responses' is missing, must be a list of texts"},
      {"{\"prompt\": \"q\", \"responses\": [\"a\"]}", "has 1 texts, must have at least 2"},
      {"{\"prompt\": \"q\", \"responses\": [\"a\", {}]}", "responses[1]' is an object"},
      {
        "{\"prompt\": \"q\", \"responses\": [\"a\", \"b\"], \"scores\": [1]}",
        "has 1 numbers for 2 responses"
      },
      {
        "{\"prompt\": \"q\", \"responses\": [\"a\", \"b\"], \"scores\": [1, \"x\"]}",
        "scores[1]' is \"x\", must be a finite number"
      },
    };
    for (String[] one : wrong) {
      InvalidInput refused = assertThrows(InvalidInput.class, () -> read(one[0] + "\n"));
      assertTrue(refused.getMessage().contains("lists.jsonl:1: "), refused.getMessage());
      assertTrue(refused.getMessage().contains(one[1]), refused.getMessage());
    }
  }

  @Test
  void listsOfTheMiniatureHaveOneRightResponseAndAreWrittenAndReadAgain() {
    List<ResponseList> lists = MiniatureLists.generate(1, 90, 8);
    HashSet<Integer> places = new HashSet<>();
    for (ResponseList list : lists) {
      assertEquals(8, new HashSet<>(list.responses()).size());
      assertEquals(1, list.scores().orElseThrow().stream().filter(score -> score == 1).count());
      places.add(list.scores().orElseThrow().indexOf(1.0));
    }
    assertEquals(8, places.size(), "the right response stands everywhere");
    assertEquals(90, lists.stream().map(ResponseList::query).distinct().count());
    ResponseList.write(folder.resolve("m.jsonl"), lists);
    assertEquals(lists, ResponseList.read(folder.resolve("m.jsonl")));
    assertEquals(lists, MiniatureLists.generate(1, 90, 8));
    assertThrows(InvalidInput.class, () -> MiniatureLists.generate(1, 3, 11));
  }

  /** The truth is worked out anew: the sum, the count or the largest digit. */
  @Test
  void theRightResponseIsTheTruth() {
    for (ResponseList list : MiniatureLists.generate(2, 60, 5)) {
      String right = list.responses().get(list.scores().orElseThrow().indexOf(1.0));
      String query = list.query();
      int truth =
          switch (list.section()) {
            case "arithmetic" -> {
              int sum = 0;
              for (String term : query.replace("- ", "-").replace("+ ", "").split(" ")) {
                sum += Integer.parseInt(term);
              }
              yield sum;
            }
            case "counting" -> {
              char letter = query.charAt("How many ".length());
              String word = query.substring(query.indexOf(" in ") + 4);
              yield (int) word.chars().filter(c -> c == letter).count();
            }
            default ->
                query
                        .substring(5, query.indexOf(':'))
                        .chars()
                        .filter(Character::isDigit)
                        .max()
                        .orElseThrow()
                    - '0';
          };
      assertEquals(Integer.toString(truth), right, query);
    }
  }
}
