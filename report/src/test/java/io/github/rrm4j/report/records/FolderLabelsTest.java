package io.github.rrm4j.report.records;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.report.records.ReportInput.FolderLabels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FolderLabelsTest {

  @Test
  void foldersAreNamedByAsMuchOfTheirPathsAsTellsThemApart() {
    assertEquals(List.of("x", "y"), FolderLabels.of(List.of(Path.of("runs/x"), Path.of("runs/y"))));
    assertEquals(
        List.of("a" + java.io.File.separator + "x", "b" + java.io.File.separator + "x"),
        FolderLabels.of(List.of(Path.of("runs/a/x"), Path.of("runs/b/x"))));
  }
}
