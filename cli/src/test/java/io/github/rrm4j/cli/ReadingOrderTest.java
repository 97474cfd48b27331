package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README leads from {@code main} to the loss, by few files, each of which names the next. */
class ReadingOrderTest {

  private static final Path ROOT = Path.of("..");
  private static final int MOST_FILES = 8;
  private static final int MOST_LINES = 1500;
  private static final Pattern ROW = Pattern.compile("^\\| \\[[^]]+]\\(([^)]+\\.java)\\)");

  @Test
  void itLeadsFromMainToTheLoss() throws IOException {
    List<Path> files = files();
    assertEquals("Main", name(files.get(0)));
    Path last = files.get(files.size() - 1);
    assertTrue(
        files.stream().map(ReadingOrderTest::name).toList().contains("GrpoStep"),
        "the loss stands in GrpoStep, the list ends at " + last);
  }

  @Test
  void itIsShort() throws IOException {
    List<Path> files = files();
    assertTrue(files.size() <= MOST_FILES, files.toString());
    int lines = 0;
    for (Path file : files) {
      lines += Files.readAllLines(file).size();
    }
    assertTrue(lines <= MOST_LINES, lines + " lines");
  }

  @Test
  void eachFileNamesTheNext() throws IOException {
    List<Path> files = files();
    for (int i = 0; i + 1 < files.size(); i++) {
      String next = name(files.get(i + 1));
      String code = withoutImportsAndComments(Files.readString(files.get(i)));
      assertTrue(
          Pattern.compile("\\b" + next + "\\b").matcher(code).find(),
          files.get(i) + " does not name " + next);
    }
  }

  private static String withoutImportsAndComments(String source) {
    return source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^import .*$|//.*$", "");
  }

  /** The files of the table below the heading, in its order. */
  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    boolean below = false;
    for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
      if (line.startsWith("#")) {
        below = line.matches("#+ Reading order");
      }
      Matcher row = ROW.matcher(line);
      if (below && row.find()) {
        files.add(ROOT.resolve(row.group(1)));
      }
    }
    assertTrue(files.size() > 3, "the table below 'Reading order': " + files);
    return files;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
