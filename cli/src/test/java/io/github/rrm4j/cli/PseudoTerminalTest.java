package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program shows on a terminal, by the lines of {@code ./rrm} that start it. */
class PseudoTerminalTest {

  @TempDir private Path folder;

  @BeforeEach
  void twoResults() throws IOException {
    assumeTrue(Processes.isThere("script"), "script of util-linux is not here: not tried");
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      pairs.append(
          Text.format(
              "{\"id\":\"p%d\",\"prompt\":\"q%d\",\"chosen\":\"a\",\"rejected\":\"bb\"}\n", i, i));
    }
    Files.writeString(folder.resolve("pairs.jsonl"), pairs);
    for (String judge : List.of("length", "first")) {
      Invocation call =
          Invocation.of(
              "evaluate",
              "--judge-type",
              judge,
              "--input",
              folder.resolve("pairs.jsonl").toString(),
              "--output",
              folder.resolve(judge).toString());
      assertEquals(0, call.code(), call.err());
    }
  }

  /** Runs a command on a terminal of so many columns, as {@code ./rrm} does after the build. */
  private String shown(int columns, Map<String, String> environment, String command)
      throws Exception {
    List<String> lines = Files.readAllLines(TinyRun.root().resolve("rrm"));
    List<String> start = lines.subList(indexOf(lines, "if [[ -t 1 && -t 2"), lines.size());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        folder.resolve("start"),
        "java='"
            + java
            + "'\nclasspath='"
            + System.getProperty("java.class.path")
            + "'\nmain="
            + Main.class.getName()
            + "\noptions=()\nstty cols "
            + columns
            + "\n"
            + String.join("\n", start)
            + "\n");
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("TERM", "xterm");
    all.putIfAbsent("COLUMNS", "");
    return Processes.run(
            folder, all, List.of("script", "-qec", "bash start " + command, "/dev/null"), 0)
        .replace("\r", "");
  }

  private static int indexOf(List<String> lines, String begin) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(begin)) {
        return i;
      }
    }
    throw new AssertionError("no line begins with " + begin);
  }

  /** The longest line but the first, which is a sentence. */
  private static int widest(String shown) {
    return shown.lines().skip(1).mapToInt(String::length).max().orElse(0);
  }

  @Test
  void helpHasColorsOnATerminalAndNoneWithNoColor() throws Exception {
    assertTrue(shown(100, Map.of(), "--help").contains("\u001b["));
    assertTrue(shown(100, Map.of("NO_COLOR", ""), "--help").contains("\u001b["), "as if not set");
    assertFalse(shown(100, Map.of("NO_COLOR", "1"), "--help").contains("\u001b["));
    assertFalse(shown(100, Map.of("TERM", "dumb"), "--help").contains("\u001b["));
  }

  @Test
  void tablesAreAsWideAsTheTerminalAndColumnsSaysOtherwise() throws Exception {
    String wide = shown(200, Map.of(), "compare length first");
    assertTrue(wide.contains("interval by"), wide);
    assertEquals(1, wide.lines().filter(line -> line.startsWith("metric ")).count(), wide);
    String narrow = shown(60, Map.of(), "compare length first");
    assertTrue(widest(narrow) <= 60, narrow);
    assertTrue(narrow.lines().filter(line -> line.startsWith("metric ")).count() > 1, narrow);
    String told = shown(200, Map.of("COLUMNS", "60"), "compare length first");
    assertEquals(narrow, told, "COLUMNS counts before the terminal");
  }
}
