package io.github.rrm4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.benchmark.result.Difference;
import io.github.rrm4j.evaluation.benchmark.result.PairedResults;
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
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            "data",
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
            "The attacked response wins where the clean one lost",
            "Change of accuracy under attack")) {
      assertTrue(page.contains("<strong>" + caption), caption);
    }
  }

  @Test
  void anEvaluationSaysWhatItsJudgeWasTrainedOn() {
    assertTrue(page.contains("trained on the queries of 20 of 60 items"));
    assertTrue(page.contains("13 words shared with training queries by 6 other items"));
    assertTrue(
        page.matches(
            "(?s).*strong: 6 more of 60 items share 13 words in a row with a query that the judge"
                + " was trained on: [a-z_ ]+ [0-9.]+ % .* without both, .*"));
    assertTrue(page.contains("training prompts not known"), "of the other evaluation");
    assertTrue(
        page.matches("(?s).*strong: the judge was trained on the queries of 20 of 60 items: .*"));
    assertTrue(page.matches("(?s).* without them, [a-z_ ]+ [0-9.]+ % .* on them alone\\..*"));
  }

  @Test
  void negativesOfARunAreCountedByAttack() {
    assertTrue(page.contains("Negatives among the training pairs"));
    assertTrue(page.contains("key colon") && page.contains("left as they are"));
  }

  @Test
  void anEvaluationSaysHowItWasMadeAndWhen() throws IOException {
    Files.setLastModifiedTime(
        shared.resolve("weak/result.json"), FileTime.from(Instant.parse("2026-03-01T23:59:30Z")));
    String now = page(shared.resolve("weak"));
    for (String fact :
        List.of(
            "model .../weak/checkpoints/latest in fp32",
            "600k parameters",
            "judge type model",
            "template “=== user Which is &lt;right&gt;?”",
            "2 votes",
            "both orders",
            "temperature 1",
            "seed 7",
            "data its own",
            "the first 60 items",
            "240 judgements",
            "2026-03-01 23:59 UTC")) {
      assertTrue(now.contains("<span>" + fact + "</span>"), fact);
    }
  }

  @Test
  void aSampleOfABenchmarkIsSaidToBeOne() throws IOException {
    ObjectNode result = (ObjectNode) result("weak");
    result
        .withObject("/settings")
        .put("sample", "stratified by subset, seed 7")
        .put("split_votes", "tie");
    write(result, "sample");
    String page = page(temporary.resolve("sample"));
    assertTrue(page.contains("<span>60 items, stratified by subset, seed 7</span>"));
    assertTrue(page.contains("<span>split votes: tie</span>"));
    assertFalse(page.contains("the first 60 items"));
  }

  @Test
  void whatIsMissingIsSaidAndALongListIsFolded() throws IOException {
    ObjectNode result = (ObjectNode) result("weak");
    result.putArray("missing").add("a has 1 of 2 <pairs>").add("b").add("c");
    write(result, "few");
    assertTrue(
        page(temporary.resolve("few"))
            .contains("few is not the whole benchmark: a has 1 of 2 &lt;pairs&gt;; b; c."));
    result.withArray("missing").add("d");
    write(result, "many");
    String page = page(temporary.resolve("many"));
    assertTrue(page.contains("<summary>many: 4 missing or incomplete parts</summary>"));
    assertTrue(page.contains("<li>d</li>"));
  }

  @Test
  void theMainNumberOfABenchmarkComesFirstAndRowsStandBelowTheirSection() throws IOException {
    ObjectNode result = JsonNodeFactory.instance.objectNode().put("benchmark", "rewardbench");
    for (String metric :
        List.of("overall", "section/Chat", "section/Chat Hard", "subset/alpacaeval-easy")) {
      result.withObject("/metrics").putObject(metric).put("value", 0.5).put("n", 2);
    }
    result.withObject("/metrics").putObject("subset/llmbar-natural").put("value", 0.25);
    write(result, "rb");
    String rows = page(temporary.resolve("rb")).replaceAll("(?s)^.*?<tbody>|\\R", "");
    int at = 0;
    for (String next :
        List.of(
            ">Main numbers</th>",
            "<tr class=\"main\"><th scope=\"row\">overall</th>",
            "<th scope=\"row\">Chat</th>",
            "<th scope=\"row\">Chat Hard</th>",
            ">Chat</th></tr>",
            "<th scope=\"row\">alpacaeval-easy</th>",
            ">Chat Hard</th></tr>",
            "<th scope=\"row\">llmbar-natural</th>")) {
      at = rows.indexOf(next, at) + next.length();
      assertTrue(at >= next.length(), next + " is not in its place in " + rows);
    }
  }

  @Test
  void aBenchmarkIsDrawnForAScreenAndForAPhoneAndItsDotsSayTheirValues() throws IOException {
    String weak = page(shared.resolve("weak"));
    int figure = weak.indexOf("<figure class=\"wide\">");
    String drawn = weak.substring(figure, weak.indexOf("</figure>", figure));
    assertEquals(3, drawn.split("<svg ").length);
    assertTrue(drawn.contains("viewBox=\"0 0 1160 "));
    assertTrue(drawn.contains("viewBox=\"0 0 480 "));
    Matcher table =
        Pattern.compile(
                "accuracy</th>\\R?<td class=\"number\">([^<]+)<span class=\"interval\">([^<]+)")
            .matcher(weak);
    assertTrue(table.find());
    String value = "<title>accuracy: " + table.group(1) + table.group(2) + "</title>";
    assertEquals(5, drawn.split(Pattern.quote(value)).length, value); // a dot and a bar, twice
  }

  @Test
  void twoEvaluationsOfOneBenchmarkAreComparedOnTheItemsThatBothHave() throws IOException {
    List<Difference> differences =
        PairedResults.read(shared.resolve("weak"), shared.resolve("strong")).differences(1);
    String csv = Files.readString(shared.resolve("report-files/compare-miniature-strong.csv"));
    assertEquals(differences.size(), csv.lines().count() - 1);
    for (Difference one : differences) {
      assertTrue(
          csv.contains(
              ","
                  + one.name()
                  + ","
                  + one.difference()
                  + ","
                  + one.interval().lower()
                  + ","
                  + one.interval().upper()
                  + ","),
          csv);
    }
    write((ObjectNode) result("weak"), "lone");
    String page =
        Files.readString(
            Report.of(List.of(shared.resolve("strong"), temporary.resolve("lone")))
                .writePage(temporary.resolve("lone.html")));
    assertTrue(page.contains("Not compared: lone/items.jsonl"), "says why");
  }

  @Test
  void aLabelTakesThePlaceOfTheFolderAndEqualOnesKeepBoth() throws IOException {
    ObjectNode result = (ObjectNode) result("weak");
    write(result.put("label", "my <judge>"), "all/one");
    write(result.put("label", "twice"), "all/two");
    write(result.put("label", "twice"), "all/three");
    assertEquals(
        List.of("my <judge>", "twice (three)", "twice (two)"),
        ReportInput.read(List.of(temporary.resolve("all"))).names());
    assertTrue(page(temporary.resolve("all/one")).contains("<h1>my &lt;judge&gt;</h1>"));
  }

  private static JsonNode result(String folder) throws IOException {
    return new ObjectMapper().readTree(Files.readString(shared.resolve(folder + "/result.json")));
  }

  private void write(ObjectNode result, String folder) throws IOException {
    Path file = temporary.resolve(folder + "/result.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, result.toString());
  }

  private String page(Path folder) throws IOException {
    return Files.readString(Report.of(List.of(folder)).writePage(temporary.resolve("page.html")));
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
