package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        "{\"a\":1} {}           | is not valid JSON: Trailing token",
        "{\"a\":NaN}            | is not valid JSON: ",
        "{\"a\":                | is not valid JSON: ",
        "[1]                    | is not a JSON object",
        "1                      | is not a JSON object",
      })
  void readingIsStrictAndSaysWhyInOneLine(String text, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), text);
    String message =
        assertThrows(InvalidInput.class, () -> Json.read(file, "restore it")).getMessage();
    assertTrue(message.startsWith(file + ": " + reason), message);
    assertTrue(message.endsWith("; restore it") && message.lines().count() == 1, message);
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
