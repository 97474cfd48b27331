package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a file holds, it is read or refused with one line that names it. */
class HostileInputTest {

  private static final String HEADER = "prompt,chosen,rejected\n";

  @TempDir Path folder;

  private String refusal(Path file) {
    String message =
        assertThrows(InvalidInput.class, () -> PairSource.of(file.toString()).read()).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(folder + "/", "");
  }

  private String refusal(String name, String text) {
    try {
      return refusal(Files.writeString(folder.resolve(name), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String refused(String... rows) {
    return refusal(Tables.parquet(folder.resolve("x.parquet"), rows));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "PAR1, this is no table PAR1 ~ x.parquet: cannot be read as Parquet (its footer should",
        "hello, this is no table PAR1 ~ x.parquet: cannot be read as Parquet (it does not begin",
        "no ~ x.parquet: cannot be read as Parquet (it has 2 bytes, and the shortest has 12)",
        "it is not Parquet ~ x.parquet: cannot be read as Parquet (it does not end with PAR1)",
      })
  void whatIsNotParquetIsRefused(String text, String start) {
    String message = refusal("x.parquet", text);
    assertTrue(message.startsWith(start), message);
    assertTrue(message.endsWith("must be a whole Parquet file, make or fetch it again"), message);
  }

  @Test
  void damagedParquetIsReadOrRefusedButNeverEndsTheProcess() throws IOException {
    Path good =
        Tables.parquet(
            folder.resolve("good.parquet"),
            Tables.rows(
                50,
                "{prompt: 'q#', chosen: [{role: 'assistant', content: 'a#'}],"
                    + " rejected: [{role: 'assistant', content: 'b'}]}"));
    byte[] bytes = Files.readAllBytes(good);
    Path bad = folder.resolve("bad.parquet");
    int refused = 0;
    for (int trial = 0; trial < 150; trial++) {
      Key key = Key.of(trial, "damage");
      byte[] damaged = bytes.clone();
      for (int i = 0; i < 4; i++) {
        damaged[key.below(i, bytes.length)] = (byte) key.below(10 + i, 256);
      }
      Files.write(
          bad, trial % 5 == 0 ? Arrays.copyOf(damaged, key.below(20, bytes.length)) : damaged);
      try {
        PairSource.of(bad.toString()).read();
      } catch (InvalidInput e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().startsWith(bad + ": "), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 50, refused + " refused");
  }

  @Test
  void parquetWithoutTheColumnsIsRefusedWithThoseItHas() {
    String message = refused("{a: 1, b: 'x'}");
    assertTrue(message.startsWith("x.parquet: has the columns a, b, must have some of "), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "{prompt: 'q', chosen: 'a'}"
            + " ~ x.parquet: row 1: field 'rejected' is missing, must be a string, add it",
        "{prompt: 'q', chosen: [{role: 'assistant', content: null}],"
            + " rejected: [{role: 'assistant', content: 'b'}]}"
            + " ~ x.parquet: row 1: field 'chosen[0].content' is missing, must be a string, add it",
        "{prompt: 'q', chosen: [null, {role: 'assistant', content: 'a'}],"
            + " rejected: [{role: 'assistant', content: 'b'}]}"
            + " ~ x.parquet: row 1: field 'chosen[0]' is missing, must be a message with role and"
            + " content, correct or remove the row",
        "{prompt: 'q', chosen: [], rejected: [{role: 'assistant', content: 'b'}]}"
            + " ~ x.parquet: row 1: field 'chosen' is an empty list, must hold a message",
        "{prompt: 'q', chosen: [{role: 'assistant', content: 'b'}], rejected: 'b'}"
            + " ~ x.parquet: row 1: field 'chosen' is a list and field 'rejected' is a string,"
            + " must be lists of messages or texts, both",
        "{prompt: 'q', response_1: 'x', response_2: 'y', label: [1]}"
            + " ~ x.parquet: row 1: field 'label' is a list, must be 1 or A or A>B or model_a (the"
            + " first is better), 2 or B or B>A or model_b (the second) or A=B or tie or tie"
            + " (bothbad), map others",
      })
  void aRowThatGivesNoPairIsNamed(String row, String message) {
    assertEquals(message, refused(row));
  }

  @Test
  void aRowOfTheSecondRowGroupIsNamed() {
    List<JsonNode> rows =
        new ArrayList<>(Tables.rows(5000, "{prompt: 'q', chosen: 'a', rejected: 'b'}"));
    rows.addAll(Tables.rows(1000, "{prompt: null, chosen: 'a', rejected: 'b'}"));
    assertEquals(
        "x.parquet: row 5001: field 'prompt' is missing, must be a string, add it",
        refusal(Tables.parquet(folder.resolve("x.parquet"), rows)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "q,a,b|q,a ~ x.csv: row 2: has 2 values, must have 3 (prompt, chosen, rejected), correct"
            + " or remove it",
        "q,a,b|q,a,b,c ~ x.csv: row 2: has 4 values, must have 3 (prompt, chosen, rejected),"
            + " correct or remove it",
        "q,a,b|q,\"a,b|c ~ x.csv:3: a quote is never closed, must be closed by another, close it",
        "q,\"a\"b,c ~ x.csv:2: text follows a closing quote, must be a separator, double the"
            + " quote",
      })
  void aTableThatIsNoTableIsRefused(String rows, String message) {
    assertEquals(message, refusal("x.csv", HEADER + rows.replace('|', '\n') + "\n"));
  }

  @Test
  void aTableWithoutRowsOrColumnsIsRefused() {
    assertEquals("x.csv: is empty, must have at least one pair", refusal("x.csv", HEADER));
    assertEquals("x.csv: is empty, must have at least one pair", refusal("x.csv", ""));
    assertTrue(
        refusal("x.csv", "prompt:chosen:rejected\nq:a:b\n")
            .startsWith("x.csv: row 1: has no resp"));
    assertEquals(
        "x.csv:2: the header names a column twice, must name each once, rename one",
        refusal("x.csv", "prompt,prompt\nq,a\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "[{\"prompt\":\"q\"} ~ x.json:1: is not JSON (",
        "[1] ~ x.json: item 1: is JSON but not an object, must be an object, correct it",
        "[{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"}] [] ~ x.json: goes on after its",
        "[ ~ x.json:1: is not JSON (",
        "[] ~ x.json: is empty, must have at least one pair",
        "[{\"prompt\":\"q\",\"prompt\":\"a\"}] ~ x.json:1: is not JSON (Duplicate",
        "[{\"prompt\":\"q\",\"chosen\":\"a\"}] ~ x.json: item 1: field 'rejected' is missing",
      })
  void aListThatIsNoListOfRowsIsRefused(String text, String start) {
    String message = refusal("x.json", text);
    assertTrue(message.startsWith(start), message);
  }

  @Test
  void deeplyNestedTextIsRefusedAndDoesNotOverflowTheStack() {
    String deep = "[".repeat(200_000);
    assertTrue(refusal("x.jsonl", "{\"a\":" + deep).startsWith("x.jsonl:1: is not JSON ("));
    assertTrue(refusal("x.json", deep).startsWith("x.json: item 1: is JSON but not an object"));
  }

  @Test
  void bytesThatAreNoTextAndBrokenArchivesAreRefused() throws IOException {
    Path csv = folder.resolve("x.csv");
    Files.write(csv, (HEADER + "q,a,b\nq,\u00e9,b\nq,a,b\n").getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        "x.csv:3: is not UTF-8 (byte 0xE9), must be UTF-8, save the file as such (from Windows-1252: iconv -f CP1252 -t UTF-8)",
        refusal(csv));
    assertTrue(refusal("x.jsonl.gz", "not zipped").startsWith("x.jsonl.gz:1: is not JSON ("));
  }

  @Test
  void pathsThatNameNothingAreRefused() throws IOException {
    assertTrue(refusal(folder.resolve("none.parquet")).startsWith("none.parquet: does not exist"));
    assertTrue(refusal(folder.resolve("*.parquet")).startsWith("*.parquet: matches no file"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrue(refusal(empty).startsWith("empty: is a folder without data, must hold files"));
  }
}
