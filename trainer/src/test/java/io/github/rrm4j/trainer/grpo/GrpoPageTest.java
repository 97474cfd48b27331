package io.github.rrm4j.trainer.grpo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/grpo.md shows the formula that the loss is held against. */
class GrpoPageTest {

  private static final String FENCE = "```java\n";

  @Test
  void theListingIsTheFormulaThatTheTestsUse() throws IOException {
    String page = Files.readString(Path.of("../docs/grpo.md"));
    String source =
        Files.readString(
            Path.of("src/test/java/io/github/rrm4j/trainer/grpo").resolve("LossFormula.java"));
    int from = page.indexOf(FENCE) + FENCE.length();
    String listing = page.substring(from, page.indexOf("```", from));
    assertEquals(source.substring(source.indexOf("record LossFormula(")), listing);
  }
}
