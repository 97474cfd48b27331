package io.github.rrm4j.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:+Ignore"))
        .forEach(command::add);
    command.addAll(
        List.of("-Xmx512m", "-cp", classPath(), FakeJob.class.getName()));
    command.addAll(List.of(input.toString(), output.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(10, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), () -> tail(log));
    try (Stream<String> lines = Files.lines(output)) {
      long[] number = {0};
      lines.forEach(
          line ->
              assertEquals("{\"id\":\"p" + number[0]++ + "\",\"verdict\":\"first\"}", line));
      assertEquals(PAIRS, number[0]);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
        .replace(";", File.pathSeparator);
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
