package io.github.rrm4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  @TempDir Path folder;

  private static Example with(String... settings) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "model.path=m";
    return Example.finished(ConfigTree.defaults(Example.base(), List.of(all)));
  }

  @Test
  void defaultsAreReadAsTheirTypes() {
    assertEquals(
        new Example(
            "m",
            Optional.empty(),
            8,
            4,
            0.2,
            6e-5,
            OptionalDouble.empty(),
            OptionalLong.empty(),
            true,
            Example.Loss.GRPO,
            List.of(Example.Loss.GRPO, Example.Loss.DR_GRPO),
            List.of(),
            List.of(64L, 1000L),
            "local"),
        with());
  }

  @Test
  void optionalValuesCanBeSetAndUnset() {
    Example set = with("model.adapter=no", "grpo.max_tokens=7", "grpo.optimizer.kl_limit=.5");
    assertEquals(Optional.of("no"), set.adapter());
    assertEquals(OptionalLong.of(7), set.maxTokens());
    assertEquals(OptionalDouble.of(0.5), set.klLimit());
    assertEquals(OptionalLong.empty(), with("grpo.max_tokens=7", "grpo.max_tokens=~").maxTokens());
  }

  @ParameterizedTest
  @CsvSource({"24, 24", "1_000, 1000", "1e3, 1000", "1.2E+2, 120", "+8, 8", "016, 16", "4.0, 4"})
  void wholeNumbersInTheirSpellings(String written, long value) {
    assertEquals(List.of(value), with("grpo.budgets=[" + written + "]").budgets());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.5", "abc", "0x10", "1e99", "1e9999", "'4'", "9223372036854775808", "_1", "1-2"})
  void whatIsNotAWholeNumberIsRefused(String written) {
    assertThrows(InvalidInput.class, () -> with("grpo.budgets=[" + written + "]"));
  }

  @ParameterizedTest
  @CsvSource({"6e-5, 6e-5", "0.000_06, 6e-5", ".5, 0.5", "5.e-1, 0.5", "5E-1, 0.5"})
  void numbersInTheirSpellings(String written, double value) {
    assertEquals(value, with("grpo.optimizer.learning_rate=" + written).learningRate());
  }

  @ParameterizedTest
  @ValueSource(strings = {".inf", ".nan", "NaN", "1e400", "1,5", "e5", "."})
  void whatIsNotAFiniteNumberIsRefused(String written) {
    assertThrows(InvalidInput.class, () -> with("grpo.optimizer.kl_limit=" + written));
  }

  @Test
  void everyKindOfWrongValueIsReportedInOneMessage() throws IOException {
    Path file =
        Example.file(
            folder,
            "x.yaml",
            "grpo:",
            "  group_size: 1",
            "  mini_batch: 3e9",
            "  clip_range: 1.5",
            "  optimizer: {learning_rate: 2, kl_limit: 0}",
            "  max_tokens: many",
            "  shuffle: yes",
            "  loss: dr-grpo",
            "  losses: [grpo, ppo, null]",
            "  files: a.jsonl",
            "  budgets: [64, \"128\", 0]",
            "  engine:",
            "  gruop_size: 4");
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> Example.load(file, "model.adapter=[a]"));
    assertEquals(
        """
        x.yaml: model.path is not set, must be text; add it or use --set model.path=VALUE
        x.yaml:2: grpo.group_size is 1, must be at least 2
        x.yaml:3: grpo.mini_batch is 3e9, must be a whole number, at least 1
        x.yaml:4: grpo.clip_range is 1.5, must be in (0, 1)
        x.yaml:5: grpo.optimizer.learning_rate is 2, must be above 0 and below 1
        x.yaml:5: grpo.optimizer.kl_limit is 0, must be above 0
        x.yaml:6: grpo.max_tokens is many, must be a whole number, in [1, 4096], or null
        x.yaml:7: grpo.shuffle is yes, must be true or false
        x.yaml:8: grpo.loss is dr-grpo, must be one of grpo, dr_grpo; did you mean dr_grpo?
        x.yaml:9: grpo.losses[1] is ppo, must be one of grpo, dr_grpo
        x.yaml:9: grpo.losses[2] is not set, must be one of grpo, dr_grpo
        x.yaml:10: grpo.files is a.jsonl, must be a list, each text
        x.yaml:11: grpo.budgets[1] is "128", must be a whole number, at least 1
        x.yaml:11: grpo.budgets[2] is 0, must be at least 1
        x.yaml:12: grpo.engine is not set, must be one of local, vllm
        x.yaml:13: unknown key grpo.gruop_size; did you mean grpo.group_size?
        --set model.adapter: model.adapter is a list, must be text, or null""",
        error.getMessage().replace(folder + "/", ""));
  }

  @Test
  void aWrongValueReadsAsTheDefaultUntilTheEnd() {
    ConfigTree tree =
        ConfigTree.defaults(
            Example.base(), List.of("grpo.clip_range=2", "grpo.loss=x", "grpo.max_tokens=0"));
    Example example = Example.read(tree.reader());
    assertEquals(0.2, example.clipRange());
    assertEquals(Example.Loss.GRPO, example.loss());
    assertEquals("unset", example.path());
  }

  @Test
  void valuesThatDoNotFitEachOtherAreReportedAtTheirPlace() throws IOException {
    Path file = Example.file(folder, "x.yaml", "model: {path: m}", "grpo:", "  group_size: 6");
    InvalidInput error = assertThrows(InvalidInput.class, () -> Example.load(file));
    assertEquals(
        file + ":3: grpo.group_size is 6, must be a multiple of grpo.mini_batch (4)",
        error.getMessage());
  }

  @Test
  void aKeyWithAProblemGetsNoSecondOne() {
    ConfigReader reader =
        ConfigTree.defaults(Example.base(), List.of("model.path=m", "grpo.group_size=x")).reader();
    Example.read(reader);
    reader.section("grpo").problem("group_size", "is too small for the second check");
    assertEquals(
        List.of("--set grpo.group_size: grpo.group_size is x, must be a whole number, at least 2"),
        reader.problems());
  }

  @Test
  void unreadDefaultsAreListed() {
    ConfigReader reader = ConfigTree.defaults(Example.base(), List.of()).reader();
    Example.read(reader);
    assertEquals(List.of(), reader.unread());
    ConfigReader half = ConfigTree.defaults(Example.base(), List.of()).reader();
    half.section("model").text("path");
    assertEquals("model.adapter", half.unread().get(0));
  }

  @Test
  void readingWhatHasNoDefaultIsAMistakeOfTheProgram() {
    ConfigReader reader = ConfigTree.defaults(Example.base(), List.of()).reader();
    assertEquals(
        "grpo.nothing is read but has no default in configs/base",
        assertThrows(IllegalStateException.class, () -> reader.section("grpo").flag("nothing"))
            .getMessage());
    assertThrows(IllegalStateException.class, () -> reader.section("nothing"));
    reader.section("grpo").count("group_size", Rule.atLeast(2));
    assertThrows(IllegalStateException.class, () -> reader.section("grpo").number("group_size"));
  }

  @Test
  void aWrongDefaultIsReportedLikeAnyOtherValue() {
    BaseConfig base = BaseConfig.of(Map.of("configs/base/a.yaml", "a:\n  b: 7\n"));
    ConfigReader reader = ConfigTree.defaults(base, List.of()).reader();
    reader.section("a").number("b", Rule.atMost(1));
    assertEquals(List.of("configs/base/a.yaml:2: a.b is 7, must be at most 1"), reader.problems());
  }
}
