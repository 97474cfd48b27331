package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  private enum Side {
    FIRST,
    SECOND
  }

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1,\"a\":2}      | is not valid JSON: Duplicate field 'a'",
        "{\"a\":1} {}           | is not valid JSON: goes on after its end at column",
        "{\"a\":NaN}            | is not valid JSON: has NaN, which is no JSON number at",
        "{\"a\":                | is not valid JSON: ends in an object at column",
        "{\"a\":1]              | is not valid JSON: has ']' where '}' must come first at",
        "{'a':1}               | is not valid JSON: has a single quote, must be a double one",
        "{\"a\":1 \"b\":2}       | is not valid JSON: has '\"' where a comma must separate",
        "{\"a\":tru}            | is not valid JSON: has 'tru', which is no JSON value at",
        "{\"a\":\u001b}         | is not valid JSON: has the control character with the code 27",
        "{\"a\":01}             | is not valid JSON: has a number with leading zeros at",
        "[1]                    | is not a JSON object",
        "1                      | is not a JSON object",
      })
  void readingIsStrictAndSaysWhyInOneLine(String text, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), text);
    String message =
        assertThrows(InvalidInput.class, () -> Json.read(file, "restore it")).getMessage();
    assertTrue(message.startsWith(file + ": " + reason), message);
    assertTrue(message.endsWith("; restore it") && message.lines().count() == 1, message);
    assertFalse(message.matches(".*(REDACTED|`|token|[a-z]\\.[A-Z]).*"), message);
  }

  @Test
  void whatIsTooDeepOrTooLongIsToldWithItsLimit() {
    assertReason("[".repeat(1100), "is nested more than 1000 deep");
    assertReason("1".repeat(1100), "has a number of 1100 digits, allowed are 1000");
    assertReason("{\"" + "a".repeat(60_000) + "\":1}", "has a name of ");
  }

  private static void assertReason(String text, String reason) {
    var refused = assertThrows(JsonProcessingException.class, () -> Json.parse(text));
    assertTrue(Json.reason(refused).startsWith(reason), Json.reason(refused));
  }

  @Test
  void theLineOfAMistakeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "{\n\"a\" : 1,\n\"a\" : 2}\n");
    String message = assertThrows(IOException.class, () -> Json.read(file)).getMessage();
    assertEquals("is not valid JSON: Duplicate field 'a' at column 4 in line 3", message);
  }

  @Test
  void whatIsNoTextOrTooLargeOrMissingIsNamed() throws IOException {
    Path file = folder.resolve("a.json");
    assertEquals(
        file + ": is missing; restore it",
        assertThrows(InvalidInput.class, () -> Json.read(file, "restore it")).getMessage());
    Files.write(file, "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        "is not UTF-8", assertThrows(IOException.class, () -> Json.read(file)).getMessage());
    assertEquals(
        file + ": has 9 bytes, allowed are 4; cut it",
        assertThrows(InvalidInput.class, () -> Json.read(file, 4, "cut it")).getMessage());
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    ObjectNode object = Json.object().put("b", 1).put("a", "\n");
    object.set("list", Json.list().add(0.5).add(true));
    String pretty = "{\n  \"b\" : 1,\n  \"a\" : \"\\n\",\n  \"list\" : [ 0.5, true ]\n}\n";
    assertEquals(pretty, Json.pretty(object));
    assertEquals(object, Json.read(Files.writeString(folder.resolve("a.json"), pretty)));
    assertEquals(
        "{\"b\":1,\"a\":\"\\n\",\"list\":[0.5,true]}\n",
        new String(Json.line(object), StandardCharsets.UTF_8));
    assertEquals("{\"a\":\"NaN\"}", Json.object().put("a", Double.NaN).toString());
  }

  @Test
  void constantsAreLowerCaseWords() {
    assertEquals("first", Word.of(Side.FIRST));
    assertEquals(Optional.of(Side.SECOND), Word.in(Side.class, "second"));
    assertEquals(Optional.empty(), Word.in(Side.class, "third"));
    assertEquals("first, second", Word.all(Side.class));
  }
}
