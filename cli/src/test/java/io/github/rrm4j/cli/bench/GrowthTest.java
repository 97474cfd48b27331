package io.github.rrm4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.report.chart.Chart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthTest {

  private static GrowthPoint point(GrowthOf of, int size, double seconds) {
    return new GrowthPoint(of, "sample", size, seconds, size);
  }

  @Test
  void theSizesSpanTwoDecades() {
    for (GrowthOf of : GrowthOf.values()) {
      List<Integer> sizes = of.sizes();
      assertEquals(100, sizes.get(sizes.size() - 1) / sizes.get(0), of.toString());
    }
    assertEquals(List.of(512, 1536, 5120, 15_360, 51_200), GrowthOf.VOCABULARY.sizes());
  }

  @Test
  void onlyWhatGrowsDiffersFromTheShape() {
    assertEquals(30, GrowthOf.LAYERS.model(30).layers());
    assertEquals(4, GrowthOf.TOKENS.model(3200).layers());
    assertEquals(51_200, GrowthOf.VOCABULARY.model(51_200).vocab());
    assertEquals(100, GrowthOf.ROWS.rows(100));
    assertEquals(3200, GrowthOf.TOKENS.tokens(3200));
    assertTrue(GrowthOf.TOKENS.model(3200).maxPositions() >= 3216);
  }

  @Test
  void eachWorkRunsOnceUncountedAtEachSize() throws IOException {
    List<String> ran = new ArrayList<>();
    List<GrowthPoint> points = new ArrayList<>();
    new GrowthRuns(GrowthOf.ROWS, 2, points::add)
        .run(
            size ->
                new GrowthRuns.AtSize() {
                  @Override
                  public Map<String, GrowthRuns.Work> works() {
                    return Map.of("work", () -> ran.add("run " + size));
                  }

                  @Override
                  public void close() {
                    ran.add("closed " + size);
                  }
                });
    assertEquals(5 * (3 + 1), ran.size());
    assertEquals(List.of("run 1", "run 1", "run 1", "closed 1", "run 3"), ran.subList(0, 5));
    assertEquals(10, points.size());
    assertEquals(
        List.of(1, 1, 3, 3, 10, 10, 30, 30, 100, 100),
        points.stream().map(GrowthPoint::size).toList());
  }

  @Test
  void whatEveryRunCostsHidesTheExponentLessInTheUpperDecade() {
    List<GrowthPoint> line = new ArrayList<>();
    for (int size : GrowthOf.ROWS.sizes()) {
      line.add(point(GrowthOf.ROWS, size, 1 + size * size));
    }
    double both = GrowthReport.exponent(line, 1, GrowthPoint::seconds).exponent();
    double upper = GrowthReport.exponent(line, 10, GrowthPoint::seconds).exponent();
    assertTrue(both < 1.9 && upper > 1.99, both + ", " + upper);
  }

  @Test
  void tableAndFigureHaveALineForEachWork() {
    List<GrowthPoint> points = new ArrayList<>();
    for (GrowthOf of : List.of(GrowthOf.ROWS, GrowthOf.PAIRS)) {
      for (int size : of.sizes()) {
        points.add(point(of, size, 0.5 * size));
      }
    }
    GrowthReport report = new GrowthReport(points);
    String table = report.table().text(200);
    assertTrue(table.contains("60 - 6,000"), table);
    assertTrue(table.contains("1.00 +- 0.00"), table);
    assertEquals(2, table.split("sample").length - 1, table);
    assertTrue(report.figure("f", "Caption", of -> of == GrowthOf.LAYERS).isEmpty());
    Chart.withoutScreen();
    String drawn = Chart.document(report.figure("f", "Caption", of -> true).orElseThrow());
    assertTrue(drawn.endsWith("</svg>\n"), drawn);
  }

  @Test
  void aPointIsReadAsItWasWritten() throws IOException {
    GrowthPoint point = point(GrowthOf.VOCABULARY, 512, 0.001234567);
    assertEquals(point, GrowthPoint.of(Json.parse(point.line().toString())));
  }

  @Test
  void modelsAndPairsCanBeRunAtTheirSmallestSize() throws IOException {
    for (boolean sampling : new boolean[] {true, false}) {
      try (GrowthModel model = new GrowthModel(GrowthOf.ROWS, 1, sampling, Device.cpu())) {
        model.works().values().iterator().next().run();
      }
    }
    try (GrowthPairs pairs = new GrowthPairs(6)) {
      Map<String, GrowthRuns.Work> works = pairs.works();
      assertEquals(
          List.of("miniature", "check", "convert", "evaluate", "compare", "report"),
          List.copyOf(works.keySet()));
      for (GrowthRuns.Work work : works.values()) {
        work.run();
      }
      works.get("evaluate").run(); // again, as it is measured
    }
  }

  @Test
  void aCommandThatFailsIsTold() throws IOException {
    try (GrowthPairs pairs = new GrowthPairs(6)) {
      GrowthRuns.Work compare = pairs.works().get("compare"); // nothing was evaluated yet
      InvalidInput fault = assertThrows(InvalidInput.class, compare::run);
      assertTrue(fault.getMessage().contains("must end with 0"), fault.getMessage());
    }
  }
}
