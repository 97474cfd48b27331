package io.github.rrm4j.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a job need not fit the heap, neither the driver's nor an executor's. */
@Tag("slow")
class ManyPairsTest {

  private static final int PAIRS = 100_000;
  private static final int BYTES = 6_000; // of a pair, so that all are more than the heap

  @Test
  void aHundredThousandPairsOf600MegabytesPassThroughAHeapOf512(@TempDir Path folder)
      throws Exception {
    Path input = folder.resolve("pairs.jsonl");
    String text = "x".repeat(BYTES);
    try (BufferedWriter out = Files.newBufferedWriter(input)) {
      for (int i = 0; i < PAIRS; i++) {
        out.write("{\"id\":\"p" + i + "\",\"prompt\":\"" + text + "\"}\n");
      }
    }
    assertTrue(Files.size(input) > 512L << 20);
    Path output = folder.resolve("verdicts.jsonl");
    Path log = folder.resolve("log.txt");
    Process process =
        ChildJvm.of(log, "512m", FakeJob.class.getName(), input.toString(), output.toString())
            .start();
    assertTrue(process.waitFor(10, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), () -> ChildJvm.tail(log));
    try (Stream<String> lines = Files.lines(output)) {
      long[] number = {0};
      lines.forEach(
          line -> assertEquals("{\"id\":\"p" + number[0]++ + "\",\"verdict\":\"first\"}", line));
      assertEquals(PAIRS, number[0]);
    }
  }
}
