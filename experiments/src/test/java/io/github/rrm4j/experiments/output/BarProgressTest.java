package io.github.rrm4j.experiments.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BarProgressTest {
  @Test
  void theBarShowsPhaseStepAndMessageAndLinesStandAboveIt() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Progress progress = Progress.bar(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
      progress.start("grpo", 0, 100);
      progress.step(12, "reward 0.31");
      progress.line("saved");
    }
    String written = bytes.toString(StandardCharsets.UTF_8);
    String end = written.substring(written.indexOf("\r\u001b[Ksaved\n"));
    assertTrue(end.contains("grpo") && end.contains("12/100"), written);
    assertTrue(end.endsWith("\n"), written);
    assertTrue(end.contains("reward 0.31"), written);
    assertEquals(2, end.chars().filter(c -> c == '\n').count(), written);
  }

  @Test
  void aStepNeedsAPhase() {
    try (Progress progress = Progress.bar(System.err)) {
      assertThrows(IllegalStateException.class, () -> progress.step(1, "m"));
    }
  }
}
