package io.github.rrm4j.report.section;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.report.SyntheticRun;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.ReportInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSectionTest {

  @TempDir Path temporary;

  @Test
  void runsLieOverEachOtherInOneFigure() throws IOException {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    new SyntheticRun(first).complete();
    new SyntheticRun(second).config().sft(200).grpo(80);
    List<Figure> figures =
        new TrainingSection(ReportInput.read(List.of(first, second)).runs())
            .parts().stream()
                .filter(Part.Figures.class::isInstance)
                .flatMap(part -> ((Part.Figures) part).figures().stream())
                .toList();
    Figure accuracy = named(figures, "grpo-accuracy");
    assertEquals(
        List.of("first", "second"), accuracy.lines().stream().map(Figure.Line::label).toList());
    assertEquals(List.of(0, 1), accuracy.lines().stream().map(Figure.Line::color).toList());
    Figure unreadable = named(figures, "grpo-unreadable");
    assertEquals(
        List.of("first: malformed", "first: truncated", "second: malformed", "second: truncated"),
        unreadable.lines().stream().map(Figure.Line::label).toList());
    assertEquals(Figure.Style.DASHED, unreadable.lines().get(1).style());
  }

  private static Figure named(List<Figure> figures, String id) {
    return figures.stream().filter(figure -> figure.id().equals(id)).findFirst().orElseThrow();
  }
}
