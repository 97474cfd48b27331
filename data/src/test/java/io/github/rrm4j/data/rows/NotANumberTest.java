package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.ArrowFiles;
import io.github.rrm4j.data.Columns;
import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A number that is none stops nothing where nobody reads it, and is refused where someone does. */
class NotANumberTest {

  @TempDir Path folder;

  private List<Path> files(String value) throws IOException {
    String row =
        "{\"prompt\":\"q\",\"response_1\":\"a\",\"response_2\":\"b\",\"label\":1,\"x\":1,\"y\":"
            + value
            + "}";
    return List.of(
        Files.writeString(folder.resolve("x.jsonl"), row),
        Files.writeString(folder.resolve("x.json"), "[" + row + "]"),
        Files.writeString(
            folder.resolve("x.csv"), "prompt,response_1,response_2,label,x,y\nq,a,b,1,1," + value),
        Tables.parquet(folder.resolve("x.parquet"), row.replace("x\":1", "x\":1.0")),
        ArrowFiles.scores(folder.resolve("x.arrow"), 1, Double.parseDouble(value)));
  }

  @Test
  void itIsPassedOverInAFieldThatIsNotRead() throws IOException {
    for (String value : List.of("NaN", "Infinity", "-Infinity")) {
      for (Path file : files(value)) {
        assertEquals("a", PairSource.of(file.toString()).read().get(0).chosen(), file + value);
        try (Rows rows = JsonLines.open(file)) {
          assertEquals("q", rows.next().text("prompt"), "all fields are there");
        }
      }
    }
  }

  @Test
  void itIsRefusedByNameInAFieldThatIsRead() throws IOException {
    Columns scores = new Columns(Map.of(Role.SCORE_1, "x", Role.SCORE_2, "y"), Labels.USUAL);
    for (String value : List.of("NaN", "Infinity", "-Infinity")) {
      for (Path file : files(value)) {
        String message =
            assertThrows(InvalidInput.class, () -> new PairSource(file.toString(), scores).read())
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertTrue(message.contains("field 'y' is "), message);
      }
    }
  }

  @Test
  void filesOfTheHouseStayStrict() throws IOException {
    Path file = Files.writeString(folder.resolve("own.jsonl"), "{\"x\":NaN}\n");
    assertThrows(
        InvalidInput.class,
        () -> {
          try (Rows rows = JsonLines.openOwn(file)) {
            rows.next();
          }
        });
  }
}
