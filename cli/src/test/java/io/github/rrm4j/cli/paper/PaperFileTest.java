package io.github.rrm4j.cli.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.cli.config.ConfigReader;
import io.github.rrm4j.cli.config.ConfigTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperFileTest {

  @TempDir Path folder;

  private static final String PAPER =
      """
      title: T
      about: A
      output: out
      pieces:
        - {name: base, config: c.yaml, set: [a=1]}
        - {name: curves, kind: scaling, judge: base, data: miniature, votes: 16, items: 400}
      short: {set: [a=2], items: 10, votes: 20}
      """;

  @Test
  void everyKeyWithADefaultIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), PAPER);
    ConfigReader reader = ConfigTree.load(PaperFile.base(), file, List.of()).reader();
    PaperFile.of(reader, file, false);
    assertEquals(List.of(), reader.unread());
  }

  @Test
  void theShortFormHasItsSettingsLastAndNeverMoreThanTheLongOne() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), PAPER);
    PaperFile brief = PaperFile.read(file, List.of(), true);
    TrainingPiece base = (TrainingPiece) brief.pieces().get(0);
    assertEquals(List.of("a=1", "a=2"), base.settings());
    assertEquals(folder.resolve("c.yaml").toAbsolutePath(), base.config());
    ScalingPiece curves = (ScalingPiece) brief.pieces().get(1);
    assertEquals(16, curves.votes());
    assertEquals(10, curves.world().items());
    PaperFile whole = PaperFile.read(file, List.of("seed=3"), false);
    assertEquals(3, whole.seed());
    assertEquals(400, ((ScalingPiece) whole.pieces().get(1)).world().items());
  }
}
