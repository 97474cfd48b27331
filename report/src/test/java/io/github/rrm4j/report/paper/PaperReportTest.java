package io.github.rrm4j.report.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.report.paper.Claim.Measure;
import io.github.rrm4j.report.paper.Claim.Quantity;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperReportTest {

  @TempDir Path folder;

  private static ObjectNode section(String name, double accuracy) {
    return ResultRows.row()
        .put("section", name)
        .put("n", 2)
        .put("parameters", 640_000)
        .put("accuracy", accuracy)
        .put("accuracy_low", accuracy - 0.1)
        .put("accuracy_high", accuracy + 0.1);
  }

  private static ObjectNode votes(int k, double accuracy) {
    ObjectNode row = section("all", accuracy).put("votes", k).put("gain", accuracy - 0.7);
    return row.put("gain_low", accuracy - 0.8).put("gain_high", accuracy - 0.6);
  }

  private Paper paper() throws IOException {
    return paper(7, 0.5);
  }

  /**
   * @param base credit of the base on an item that the RRM gets right
   */
  private Paper paper(long seed, double base) throws IOException {
    Path rrm = Files.createDirectories(folder.resolve("rrm"));
    PieceResult.write(
        rrm,
        List.of(
            new Scored("a", "counting", 1, Map.of("thinking", 20.0)),
            new Scored("b", "sorting", 0.5, Map.of("thinking", 30.0))),
        List.of(
            new ResultRows("sections", List.of(section("all", 0.75), section("sorting", 0.5))),
            new ResultRows("votes", List.of(votes(1, 0.7), votes(2, 0.7), votes(3, 0.8)))));
    Path weak = Files.createDirectories(folder.resolve("base"));
    PieceResult.write(
        weak,
        List.of(new Scored("a", "counting", base), new Scored("b", "sorting", 0.1)),
        List.of(new ResultRows("sections", List.of(section("all", 0.25)))));
    List<Panel> benchmark = List.of(Panel.BENCHMARK);
    return new Paper(
        "Title <1>",
        "A miniature.",
        seed,
        true,
        List.of(
            PieceResult.read("base", PieceLabel.of("base & co"), benchmark, weak),
            PieceResult.read("rrm", PieceLabel.of("RRM"), benchmark, rrm)),
        List.of(
            new Claim(
                "better",
                "The RRM is better.",
                Optional.of(Measure.of("rrm.credit")),
                Optional.of(Measure.of("base.credit")),
                Optional.empty(),
                Quantity.SHARE),
            new Claim(
                "dpo",
                "DPO helps.",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Quantity.SHARE)),
        List.of());
  }

  @Test
  void aShortFormShowsEffectsAndDecidesNothing() throws IOException {
    Paper whole = paper();
    Paper brief =
        new Paper("T", "A", 1, false, whole.pieces(), whole.claims(), PublishedPoint.ofThePoster());
    PaperReport.write(folder, brief);
    JsonNode claims = Json.parse(Files.readString(folder.resolve("paper.json"))).path("claims");
    assertEquals("not decided", claims.path("better").path("state").asText());
    assertEquals("not measured", claims.path("dpo").path("state").asText());
    assertEquals(0.45, claims.path("better").path("effect").asDouble(), 1e-12);
    assertFalse(Files.readString(folder.resolve("paper.md")).contains("| holds"));
  }

  /** A benchmark's main number and its other ones, of a model of so many parameters. */
  private PieceResult measured(String name, String benchmark, String metric, double parameters)
      throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    rows.add(section("all", 0.7).put("metric", metric));
    rows.add(section(metric.equals("agreement") ? "f1" : "Chat", 0.6).put("metric", "other"));
    rows.forEach(row -> row.put("benchmark", benchmark).put("parameters", parameters));
    Path own = Files.createDirectories(folder.resolve(name));
    PieceResult.write(own, List.of(), List.of(new ResultRows("sections", rows)));
    return PieceResult.read(name, PieceLabel.of(name), List.of(Panel.BENCHMARK, Panel.SIZE), own);
  }

  @Test
  void everyBenchmarkHasATableAndAFigureOfSizesWithWhatWasPublished() throws IOException {
    Path own =
        Files.writeString(
            folder.resolve("own.csv"),
            "benchmark,name,line,billions,accuracy,source\n"
                + "pandalm,mine-14B,mine,14,75.5,my notes\nrm-bench,other,other,7,60,elsewhere\n");
    List<PublishedPoint> points = new ArrayList<>(PublishedPoint.ofThePoster());
    points.addAll(PublishedPoint.read(own));
    List<PieceResult> pieces =
        List.of(
            measured("ours", "rewardbench", "overall", 7.6e9),
            measured("ours on PandaLM", "pandalm", "agreement", 7.6e9));
    PaperReport.write(folder, new Paper("T", "A", 1, true, pieces, List.of(), points));
    String text = Files.readString(folder.resolve("paper.md"));
    for (String line :
        List.of(
            "| judge | overall | Chat |",
            "| judge | agreement | f1 |",
            "| rewardbench | RRM-32B | 32.0 | 91.2 | Guo et al. 2025 (arXiv 2505.14674), poster |",
            "| pandalm | mine-14B | 14.0 | 75.5 | my notes |")) {
      assertTrue(text.contains(line), line + " in " + text);
    }
    assertFalse(text.contains("rm-bench"), "a benchmark that is not measured has no points");
    String page = Files.readString(folder.resolve("index.html"));
    assertTrue(page.contains("billions of parameters, rewardbench"), page);
    assertTrue(page.contains("billions of parameters, pandalm"), page);
  }

  @Test
  void aPointThatCannotBeOneIsRefusedWithItsPlace() throws IOException {
    Path own =
        Files.writeString(
            folder.resolve("own.csv"),
            "benchmark,name,line,billions,accuracy,source\nppe,a,b,7,170,c\n");
    InvalidInput refused = assertThrows(InvalidInput.class, () -> PublishedPoint.read(own));
    assertTrue(refused.getMessage().contains("'accuracy' is 170"), refused.getMessage());
    assertTrue(refused.getMessage().contains("own.csv"), refused.getMessage());
  }

  @Test
  void everyNumberStandsInAllThreeFiles() throws IOException {
    PaperReport.write(folder, paper());
    String page = Files.readString(folder.resolve("index.html"));
    String text = Files.readString(folder.resolve("paper.md"));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("paper.json").toFile());
    JsonNode better = json.path("claims").path("better");
    assertEquals(0.45, better.path("effect").asDouble(), 1e-12);
    assertEquals("holds", better.path("state").asText());
    assertEquals("not measured", json.path("claims").path("dpo").path("state").asText());
    assertEquals(
        0.8, json.at("/pieces/rrm/tables/votes/2/accuracy").asDouble(), 1e-12, json.toString());
    for (String number :
        List.of("+45.0 [+40.0, +50.0]", "75.0 [65.0, 85.0]", "70.0 [60.0, 80.0]")) {
      assertTrue(page.contains(number), number);
      assertTrue(text.contains(number), number);
    }
    assertTrue(text.contains("| RRM | 75.0 [65.0, 85.0] | 50.0 [40.0, 60.0] |"), text);
  }

  @Test
  void thePostersNumbersStandInABoxOfTheirOwnWithTheirMark() throws IOException {
    PaperReport.write(folder, paper());
    String page = Files.readString(folder.resolve("index.html"));
    int box = page.indexOf("class=\"poster\"");
    assertTrue(page.indexOf("92.1", box) > page.indexOf("7B and 32B parameters", box));
    assertTrue(page.indexOf("92.1") > box, "no number of the poster outside of its box");
    for (String number : List.of("848.13", "55.4", "DirectJudge-32B", "81.9")) {
      assertTrue(page.contains(number), number);
    }
  }

  @Test
  void thePageHoldsAllItShowsAndItsTextsAreEscaped() throws IOException {
    PaperReport.write(folder, paper());
    String page = Files.readString(folder.resolve("index.html"));
    assertFalse(page.contains("<script") || page.contains("src=") || page.contains("href="));
    assertTrue(page.contains("Title &lt;1&gt;") && page.contains("base &amp; co"));
    assertTrue(page.contains("<svg"), "the curve of the votes");
  }

  @Test
  void seedsStandSideBySide() throws IOException {
    Paper one = paper(1, 0.5);
    Paper other = paper(2, 2);
    String text = new SeedTable(List.of(one, other)).markdown();
    for (String line :
        List.of(
            "| claim | seed 1 | seed 2 | mean | verdicts |",
            "| The RRM is better. | +45.0 [+40.0, +50.0] | -30.0 [-100.0, +40.0] | +7.5 |"
                + " holds in 1, within noise in 1 |",
            "| DPO helps. | - | - | - | not measured |",
            "| base | 25.0 [15.0, 35.0] | 25.0 [15.0, 35.0] | 25.0 | 2 |",
            "| rrm | 75.0 [65.0, 85.0] | 75.0 [65.0, 85.0] | 75.0 | 2 |")) {
      assertTrue(text.contains(line + "\n"), line + " in " + text);
    }
  }

  @Test
  void writtenAgainItHasTheSameBytes() throws IOException {
    PaperReport.write(folder, paper());
    String page = Files.readString(folder.resolve("index.html"));
    String json = Files.readString(folder.resolve("paper.json"));
    PaperReport.write(folder, paper());
    assertEquals(page, Files.readString(folder.resolve("index.html")));
    assertEquals(json, Files.readString(folder.resolve("paper.json")));
  }
}
