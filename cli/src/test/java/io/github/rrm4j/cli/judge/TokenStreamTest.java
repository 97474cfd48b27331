package io.github.rrm4j.cli.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.experiments.output.VisibleStream;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStreamTest {

  private static final String TEXT = "so \u001b[2J\u009b31m \u202eA\n\u6f22\ud83d\ude00";

  @TempDir private Path folder;

  @Test
  void whatIsStreamedToATerminalCannotSteerIt() {
    MiniatureModelFolder.write(folder);
    assertEquals(TEXT, streamed(false));
    assertEquals("so \\u001b[2J\\u009b31m \\u202eA\n\u6f22\ud83d\ude00", streamed(true));
  }

  private String streamed(boolean terminal) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream raw = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (Tokenizer tokenizer = ModelText.of(folder).tokenizer();
        PrintStream out = terminal ? new VisibleStream(raw) : raw) {
      System.setOut(out);
      TokenStream stream = new TokenStream(tokenizer);
      for (int token : tokenizer.encode(TEXT)) {
        stream.token(token);
      }
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
