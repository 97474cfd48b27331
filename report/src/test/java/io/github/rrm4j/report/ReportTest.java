package io.github.rrm4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.report.records.ReportInput;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of several folders, and its files. */
class ReportTest {

  @TempDir static Path shared;
  private static String page;

  @TempDir Path temporary;

  @BeforeAll
  static void writeTheReportOfFoldersOfEveryKind() throws IOException {
    page = Files.readString(SyntheticReport.write(shared));
  }

  @Test
  void everySectionOfWhatTheFoldersHoldIsThere() {
    for (String section :
        List.of(
            "results",
            "benchmarks",
            "curves",
            "scaling",
            "compute",
            "thinking",
            "calibration",
            "stress",
            "rollouts",
            "config")) {
      assertTrue(page.contains("<section id=\"" + section + "\">"), section);
      assertTrue(page.contains("<a href=\"#" + section + "\">"), section);
    }
    for (String caption :
        List.of(
            "Accuracy against votes, with interval",
            "Accuracy against thinking, under budgets",
            "Best-of-n accuracy against judgements, scaling",
            "miniature: main number against model size",
            "miniature: main number against tokens",
            "Thinking tokens per section, miniature",
            "Reliability: accuracy against the probability of the verdict",
            "Risk against coverage, by share of the votes",
            "Change of accuracy under attack")) {
      assertTrue(page.contains("<strong>" + caption), caption);
    }
  }

  @Test
  void eachFigureIsASvgAndAPngAndEachTableMarkdownAndCsv() throws Exception {
    Set<String> endings = new TreeSet<>();
    try (Stream<Path> files = Files.list(shared.resolve("report-files"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.lastIndexOf('.'));
        assertTrue(stem.matches("[a-z0-9-]+"), name);
        endings.add(name.substring(name.lastIndexOf('.')));
        if (name.endsWith(".svg")) {
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
          var image =
              ImageIO.read(
                  new ByteArrayInputStream(Files.readAllBytes(file.resolveSibling(stem + ".png"))));
          assertEquals(1280, image.getWidth(), name);
        } else if (name.endsWith(".csv")) {
          long columns = commas(Files.readAllLines(file).get(0));
          for (String line : Files.readAllLines(file)) {
            assertEquals(columns, commas(line), name + ": " + line);
          }
          assertTrue(Files.exists(file.resolveSibling(stem + ".md")));
        }
      }
    }
    assertEquals(Set.of(".svg", ".png", ".md", ".csv"), endings);
  }

  private static long commas(String line) {
    return line.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == ',').count();
  }

  @Test
  void aTableHasItsNumbersInFullInCsvAndRoundedInMarkdown() {
    Table table =
        new Table(
            "t",
            "T",
            List.of(Column.text("Name"), Column.measured("Share", "share")),
            List.of(
                new Table.Row(
                    "",
                    List.of(
                        Cell.text("a, b|c"),
                        Cell.of(new Estimate(0.75, 0.5, 0.875, "wilson", 4), Unit.SHARE))),
                new Table.Row("", List.of(Cell.text("d"), Cell.MISSING))));
    assertEquals(
        "name,share,share_low,share_high,share_method\n\"a, b|c\",0.75,0.5,0.875,wilson\nd,,,,\n",
        table.csv());
    assertEquals(
        "| Name | Share |\n| --- | ---: |\n| a, b\\|c | 75.0 % [50.0, 87.5] |\n| d | – |\n",
        table.markdown());
  }

  @Test
  void aFolderOfEvaluationsStandsForThem() throws IOException {
    SyntheticReport.evaluation(temporary.resolve("all/one"), 0.8, 1000, 1);
    SyntheticReport.evaluation(temporary.resolve("all/two"), 0.8, 1000, 1);
    ReportInput input = ReportInput.read(List.of(temporary.resolve("all")));
    assertEquals(List.of("one", "two"), input.names());
  }

  @Test
  void aFolderWithoutAnythingToReportIsRefused() throws IOException {
    InvalidInput none = assertThrows(InvalidInput.class, () -> Report.of(List.of(temporary)));
    assertTrue(none.getMessage().contains("holds no run, evaluation or scaling"));
    Files.writeString(temporary.resolve("judgements.jsonl"), "");
    InvalidInput killed = assertThrows(InvalidInput.class, () -> Report.of(List.of(temporary)));
    assertTrue(killed.getMessage().contains("judgements and no result"));
    Files.writeString(temporary.resolve("result.json"), "{");
    InvalidInput broken = assertThrows(InvalidInput.class, () -> Report.of(List.of(temporary)));
    assertTrue(broken.getMessage().contains("result.json: is not JSON"));
  }
}
