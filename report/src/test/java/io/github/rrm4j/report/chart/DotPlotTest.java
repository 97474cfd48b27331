package io.github.rrm4j.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.statistics.table.Estimate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DotPlotTest {

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
      Figure figure = DotPlot.of("d", "D", Axis.share("share"), sources).orElseThrow();
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Chart.png(figure), rows + " rows");
    }
  }
}
