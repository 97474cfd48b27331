package io.github.rrm4j.miniature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.data.Demonstration;
import io.github.rrm4j.data.DemonstrationReader;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniatureRubricsTest {

  @Test
  void withoutASlipTheRubricIsTheRightResponseAndTheVerdictTheGold() {
    List<Demonstration> worked = MiniatureRubrics.generate(2, 100, Slips.NONE).demonstrations();
    for (Demonstration one : worked) {
      Demonstration.Rubric rubric = one.rubric().orElseThrow();
      Pair pair = one.pair();
      String right = pair.gold() == Side.FIRST ? pair.first() : pair.second();
      assertEquals("= " + right + ".", rubric.text());
      assertTrue(rubric.thinking().endsWith(" " + rubric.text()), one.toString());
      assertEquals(one.pair().gold(), one.verdict());
      assertTrue(one.thinking().startsWith(rubric.text() + " 1: "), one.toString());
    }
    long first = worked.stream().filter(one -> one.pair().gold() == Side.FIRST).count();
    assertTrue(first > 30 && first < 70, "the right one is shown in either place: " + first);
  }

  @Test
  void withSlipsManyAreWrong() {
    double right =
        MiniatureRubrics.generate(2, 600, Slips.STANDARD).demonstrations().stream()
                .filter(one -> one.verdict() == one.pair().gold())
                .count()
            / 600.0;
    assertTrue(right > 0.6 && right < 0.8, "" + right); // 0.71 of pairs
  }

  @Test
  void whatIsWrittenIsReadAndTheSeedDecidesTheBytes(@TempDir Path folder) throws IOException {
    MiniatureRubrics world = MiniatureRubrics.generate(3, 20, Slips.STANDARD);
    world.write(folder.resolve("a"));
    MiniatureRubrics.generate(3, 20, Slips.STANDARD).write(folder.resolve("b"));
    Path file = folder.resolve("a/rubrics.jsonl");
    assertArrayEquals(
        Files.readAllBytes(file), Files.readAllBytes(folder.resolve("b/rubrics.jsonl")));
    assertEquals(world.demonstrations(), DemonstrationReader.read(file));
  }
}
