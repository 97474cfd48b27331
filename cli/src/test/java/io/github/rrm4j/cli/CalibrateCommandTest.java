package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.judging.ConfidenceKind;
import io.github.rrm4j.judging.JudgeCalibration;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.statistics.ConfidenceMap.Isotonic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void write() {
    model = folder.resolve("model");
    MiniatureModelFolder.write(model);
  }

  /** Verdicts of a judge that is 0.9 sure and right in three of four. */
  private Path verdicts(int count) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines
          .append("{\"id\": \"c")
          .append(i)
          .append("\", \"gold\": 1, \"confidence\": 0.9, \"verdict\": ")
          .append(i % 4 == 0 ? 2 : 1)
          .append("}\n");
    }
    return Files.writeString(folder.resolve("verdicts.jsonl"), lines.toString());
  }

  private Invocation calibrate(Path judgements, String... more) {
    String[] all = new String[more.length + 5];
    System.arraycopy(
        new String[] {
          "calibrate", "--model", model.toString(), "--judgements", judgements.toString()
        },
        0,
        all,
        0,
        5);
    System.arraycopy(more, 0, all, 5, more.length);
    return Invocation.of(all);
  }

  @Test
  void whatIsFittedLiesBesideTheJudge() throws IOException {
    Invocation done = calibrate(verdicts(80), "--method", "isotonic");
    assertEquals(0, done.code(), done.err());
    assertTrue(done.out().contains("stated confidence"), done.out());
    assertTrue(done.out().contains("brier change"), done.out());
    JudgeCalibration kept = JudgeCalibration.read(model);
    assertTrue(kept.maps().get(ConfidenceKind.STATED_CONFIDENCE) instanceof Isotonic);
    assertEquals(0.75, kept.maps().get(ConfidenceKind.STATED_CONFIDENCE).of(0.9), 1e-12);
  }

  @Test
  void mistakesLeaveNoFile() throws IOException {
    Invocation few = calibrate(verdicts(10));
    assertEquals(2, few.code());
    assertTrue(few.err().contains("must be 20 or more"), few.err());
    Invocation missing = calibrate(folder);
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("judgements.jsonl: is missing"), missing.err());
    assertFalse(Files.exists(model.resolve(JudgeCalibration.FILE)));
  }
}
