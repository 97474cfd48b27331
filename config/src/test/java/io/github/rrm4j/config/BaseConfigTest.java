package io.github.rrm4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a base config can say beyond keys with defaults. */
class BaseConfigTest {
  private static final String OPTIMIZER =
      """
      # Peak learning rate.
      learning_rate: 1e-5
      # Warm-up.
      warmup: {steps: 20}
      """;

  private static final String STAGES =
      """
      sft:
        # Of the sft stage.
        optimizer:
          extends: optimizer.yaml
      grpo:
        optimizer:
          extends: optimizer.yaml
          learning_rate: 1e-6
      words: {}
      """;

  private static final RenamedKeys RENAMED =
      RenamedKeys.of(
          "renamed.yaml",
          """
          "*.optimiser": "*.optimizer"
          "*.optimizer.rate": "*.optimizer.learning_rate"
          sft.gone: sft.nowhere
          """);

  private static final BaseConfig BASE =
      BaseConfig.of(
          Map.of("base/stages.yaml", STAGES),
          Map.of("base/optimizer.yaml", OPTIMIZER)::get,
          RENAMED);

  @TempDir Path folder;

  private List<String> problems(String... lines) throws IOException {
    Path file = Example.file(folder, "x.yaml", lines);
    return ConfigTree.load(BASE, file, List.of("grpo.optimiser.warmup.steps=1"))
        .reader()
        .problems()
        .stream()
        .map(line -> line.replace(folder + "/", ""))
        .toList();
  }

  @Test
  void aSectionThatExtendsAFileHasItsKeysAndDescriptions() {
    assertEquals(
        """
        sft:
          optimizer:
            learning_rate: 1e-5
            warmup:
              steps: 20
        grpo:
          optimizer:
            learning_rate: 1e-6
            warmup:
              steps: 20
        words: {}
        """,
        ConfigTree.defaults(BASE, List.of()).resolvedYaml());
    assertEquals("Of the sft stage.", BASE.description("sft.optimizer"));
    assertEquals("Peak learning rate.", BASE.description("grpo.optimizer.learning_rate"));
  }

  @Test
  void aRenamedKeyNamesItsSuccessorAndWhatIsBelowItIsReadAllTheSame() throws IOException {
    assertEquals(
        List.of(
            "x.yaml:2: sft.optimiser was renamed; write sft.optimizer",
            "x.yaml:3: sft.optimizer.rate was renamed; write sft.optimizer.learning_rate",
            "x.yaml:4: unknown key sft.optimizer.zebra; sft.optimizer has learning_rate, warmup",
            "x.yaml:5: unknown key sft.gone; sft has optimizer",
            "--set grpo.optimiser.warmup.steps: grpo.optimiser.warmup.steps was renamed; write "
                + "grpo.optimizer.warmup.steps"),
        problems("sft:", "  optimiser:", "    rate: 1", "    zebra: 1", "  gone: 1"));
  }

  @Test
  void aSectionThatIsEmptyByDefaultHasAnyKeys() throws IOException {
    Example.file(folder, "below.yaml", "words: {size: 7B, a.b: [x, 'no', 1e-3, null]}");
    Path file =
        Example.file(
            folder, "x.yaml", "extends: below.yaml", "words: {size: 32B, no: no, list: '{size}'}");
    ConfigTree tree = ConfigTree.load(BASE, file, List.of()).withWords("words");
    assertEquals(
        Map.of(
            "size",
            "\"32B\"",
            "a.b",
            "[\"x\",\"no\",1e-3,null]",
            "no",
            "\"no\"",
            "list",
            "\"32B\""),
        tree.reader().entries("words"));
  }

  @Test
  void aFileIsRelativeToTheOneThatNamesIt() throws IOException {
    BaseConfig base = BaseConfig.of(Map.of("b.yaml", "file: null\nother: null\n"));
    Path below = folder.resolve("below");
    Files.createDirectories(below);
    Example.file(below, "y.yaml", "file: a.txt");
    Path file = Example.file(folder, "x.yaml", "extends: below/y.yaml", "other: a.txt");
    ConfigReader c = ConfigTree.load(base, file, List.of()).reader();
    assertEquals(below.resolve("a.txt"), c.file("file"));
    assertEquals(folder.resolve("a.txt"), c.file("other"));
  }
}
