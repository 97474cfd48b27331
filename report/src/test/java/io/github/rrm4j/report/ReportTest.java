package io.github.rrm4j.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
  void runsLieOverEachOtherInOneFigure() throws IOException {
    List<Figure> figures =
        new TrainingSection(
                ReportInput.read(List.of(shared.resolve("first"), shared.resolve("second"))).runs())
            .parts().stream()
                .filter(Part.Figures.class::isInstance)
                .flatMap(part -> ((Part.Figures) part).figures().stream())
                .toList();
    Figure accuracy = named(figures, "grpo-accuracy");
    assertEquals(
        List.of("first", "second"), accuracy.lines().stream().map(Figure.Line::label).toList());
    assertEquals(List.of(0, 1), accuracy.lines().stream().map(Figure.Line::colour).toList());
    Figure unreadable = named(figures, "grpo-unreadable");
    assertEquals(
        List.of("first: malformed", "first: truncated", "second: malformed", "second: truncated"),
        unreadable.lines().stream().map(Figure.Line::label).toList());
    assertEquals(Figure.Style.DASHED, unreadable.lines().get(1).style());
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
  void everyRowOfAFigureOfDotsHasItsName() {
    Axis axis = Axis.categories(List.of("a", "b", "c"));
    var format = axis.format(3);
    assertEquals(
        List.of("a", "b", "c"), Stream.of(2.0, 1.0, 0.0).map(format).collect(Collectors.toList()));
    assertArrayEquals(new double[] {2, 1, 0}, axis.places(new double[] {0, 1, 2}));
    List<Double> beyond = List.of(-2.0, -1.0, 3.0, 4.0);
    assertEquals(4, beyond.stream().map(format).distinct().count());
    assertTrue(beyond.stream().map(format).allMatch(String::isBlank));
  }

  @Test
  void figuresOfDotsAreDrawnWhateverTheNumberOfTheirRows() {
    // XChart looks for ticks until all labels differ; a label that repeats would keep it for ever.
    for (int rows = 1; rows <= 40; rows += rows < 5 ? 1 : 7) {
      Map<String, Map<String, Estimate>> sources = new LinkedHashMap<>();
      for (int source = 0; source < 3; source++) {
        Map<String, Estimate> own = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
          own.put("row " + row, new Estimate(0.5 + row / 100.0, 0.4, 0.95, 10));
        }
        sources.put("source " + source, own);
      }
      Figure figure = Dots.of("d", "D", Axis.share("share"), sources).orElseThrow();
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Chart.png(figure), rows + " rows");
    }
  }

  @Test
  void aTableHasItsNumbersInFullInCsvAndRoundedInMarkdown() {
    DataTable table =
        new DataTable(
            "t",
            "T",
            List.of(DataTable.Column.text("Name"), DataTable.Column.measured("Share", "share")),
            List.of(
                new DataTable.Row(
                    "",
                    List.of(
                        Cell.text("a, b|c"),
                        Cell.of(new Estimate(0.75, 0.5, 0.875, 4), Unit.SHARE))),
                new DataTable.Row("", List.of(Cell.text("d"), Cell.ABSENT))));
    assertEquals("name,share,share_low,share_high\n\"a, b|c\",0.75,0.5,0.875\nd,,,\n", table.csv());
    assertEquals(
        "| Name | Share |\n| --- | ---: |\n| a, b\\|c | 75.0 % [50.0, 87.5] |\n| d | – |\n",
        table.markdown());
  }

  @Test
  void aPairThatIsJudgedDifferentlyInItsTwoOrdersFlips() throws IOException {
    // In the order given the first is better. a: right, then wrong. b: right in both. c:
    // unreadable.
    Path file =
        Files.writeString(
            temporary.resolve("judgements.jsonl"),
            line("a", "given", "first")
                + line("b", "given", "first")
                + line("c", "given", "first")
                + line("a", "swapped", "first")
                + line("b", "swapped", "second")
                + line("c", "swapped", "malformed"));
    ReadJudgements read = ReadJudgements.read("x", file, ShownJudgement::ofEvaluation);
    assertEquals(Set.of(0, 3), read.flipped());
    assertEquals(2, read.flips());
    assertEquals(4, read.counts().get("correct"));
    assertEquals(1, read.counts().get("wrong"));
    assertEquals(1, read.counts().get("malformed"));
  }

  private static String line(String id, String order, String verdict) {
    return "{\"id\":\"%s\",\"order\":\"%s\",\"gold\":1,\"samples\":[{\"verdict\":\"%s\"}]}\n"
        .formatted(id, order, verdict);
  }

  @Test
  void theLongestAreTheLongest() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append("{\"outcome\":\"wrong\",\"thinking_tokens\":%d}\n".formatted(1 + i * 37 % 100));
    }
    Path file = Files.writeString(temporary.resolve("rollouts.jsonl"), lines);
    ReadJudgements read = ReadJudgements.read("x", file, ShownJudgement::ofRollout);
    assertEquals(24, read.longest().size());
    assertEquals(27, read.longest().get(0)); // 1 + 27 * 37 % 100 = 100
    assertTrue(
        read.shown().stream()
            .filter(one -> read.longest().contains(one.position()))
            .allMatch(one -> one.thinkingTokens() >= 77));
  }

  @Test
  void foldersAreNamedByAsMuchOfTheirPathsAsTellsThemApart() {
    assertEquals(List.of("x", "y"), FolderLabels.of(List.of(Path.of("runs/x"), Path.of("runs/y"))));
    assertEquals(
        List.of("a" + java.io.File.separator + "x", "b" + java.io.File.separator + "x"),
        FolderLabels.of(List.of(Path.of("runs/a/x"), Path.of("runs/b/x"))));
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

  private static Figure named(List<Figure> figures, String id) {
    return figures.stream().filter(figure -> figure.id().equals(id)).findFirst().orElseThrow();
  }
}
