package io.github.rrm4j.data.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {

  private static String read(byte[] bytes) throws IOException {
    StringWriter text = new StringWriter();
    DataFile file = new DataFile(Path.of("x.csv"), "x.csv");
    try (Utf8Text in = new Utf8Text(file, new ByteArrayInputStream(bytes))) {
      in.transferTo(text);
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aCharacterMayStraddleTheBuffer(int shift) throws IOException {
    String text = "a".repeat(shift) + "\uD83D\uDE00\u00e9\u20ac".repeat(5000);
    assertEquals(text, read(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void onlyTheFirstByteOrderMarkIsDropped() throws IOException {
    assertEquals("", read("\uFEFF".getBytes(StandardCharsets.UTF_8)));
    assertEquals("a\uFEFF", read("\uFEFFa\uFEFF".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aCharacterThatIsCutOffAtTheEndIsRefusedWithItsLine() {
    byte[] bytes = ("one\n".repeat(4000) + "\u20ac").getBytes(StandardCharsets.UTF_8);
    String message =
        assertThrows(InvalidInput.class, () -> read(Arrays.copyOf(bytes, bytes.length - 1)))
            .getMessage();
    assertEquals(
        "x.csv:4001: is not UTF-8 (byte 0xE2), must be UTF-8, save the file as such (from Windows-1252: iconv -f CP1252 -t UTF-8)",
        message);
  }
}
