package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseListTest {

  @TempDir Path folder;

  @Test
  void aRowOfPpeIsAListOfItsResponses() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("PPE-MATH.jsonl"),
            "{\"question_id\": 17, \"prompt\": \"2 + 2\", \"response_1\": \"4\", \"response_2\": \"5\","
                + " \"response_3\": \"four\", \"scores\": [true, false, true],"
                + " \"sampled_conflict_pairs\": [[0, 1]]}\n");
    ResponseList list = ResponseList.read(file).get(0);
    assertEquals("17", list.id());
    assertEquals(List.of("4", "5", "four"), list.responses());
    assertEquals(Optional.of(List.of(1.0, 0.0, 1.0)), list.scores());
    ResponseList two = list.first(2);
    assertEquals(List.of("4", "5"), two.responses());
    assertEquals(Optional.of(List.of(1.0, 0.0)), two.scores());
    assertFalse(list.first(1).graded(), "one response has nothing to be told apart from");
    assertEquals(3, list.first(9).responses().size());
  }
}
