package io.github.rrm4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordBinderTest {
  private enum Kind {
    PLAIN,
    VERY_FANCY
  }

  private record Inner(@Bounds(min = 1) int batchSize, boolean shuffle) {}

  private record Settings(
      @Bounds(above = 0, max = 1) double learningRate,
      @Bounds(min = 0) long steps,
      Kind kind,
      String title,
      Path file,
      Optional<String> name,
      @Bounds(min = 1) Optional<Integer> limit,
      OptionalDouble clip,
      @Bounds(min = 0, max = 9) List<Integer> budgets,
      List<Kind> kinds,
      Inner inner) {}

  private record Other(String title) {}

  private static final BaseConfig BASE =
      BaseConfig.of(
          Map.of(
              "base.yaml",
              """
              s:
                learning_rate: 0.5
                steps: 10
                kind: plain
                title: t
                file: null
                name: null
                limit: null
                clip: null
                budgets: []
                kinds: [very_fancy]
                inner: {batch_size: 8, shuffle: true}
              """));

  @TempDir Path folder;

  private ConfigReader reader(String... lines) throws IOException {
    Path file = Example.file(folder, "x.yaml", lines);
    return ConfigTree.load(BASE, file, List.of()).reader().section("s");
  }

  @Test
  void componentsAreKeysOfTheirTypes() throws IOException {
    ConfigReader c =
        reader(
            "s:",
            "  file: a/b.txt",
            "  limit: 3",
            "  budgets: [1, 9]",
            "  inner: {shuffle: false}");
    assertEquals(
        new Settings(
            0.5,
            10,
            Kind.PLAIN,
            "t",
            folder.resolve("a/b.txt"),
            Optional.empty(),
            Optional.of(3),
            OptionalDouble.empty(),
            List.of(1, 9),
            List.of(Kind.VERY_FANCY),
            new Inner(8, false)),
        c.record(Settings.class));
    assertEquals(List.of(), c.problems());
    assertEquals(List.of(), c.unread());
  }

  @Test
  void boundsAreTheRangesOfMessages() throws IOException {
    ConfigReader c =
        reader(
            "s:",
            "  learning_rate: 0",
            "  steps: -1",
            "  kind: fancy",
            "  file: f",
            "  limit: 0",
            "  budgets: [10]",
            "  inner: {batch_size: 0}");
    c.record(Settings.class);
    InvalidInput error = assertThrows(InvalidInput.class, c::finish);
    assertEquals(
        """
        x.yaml:2: s.learning_rate is 0, must be above 0 and at most 1
        x.yaml:3: s.steps is -1, must be at least 0
        x.yaml:4: s.kind is fancy, must be one of plain, very_fancy
        x.yaml:6: s.limit is 0, must be at least 1
        x.yaml:7: s.budgets[0] is 10, must be in [0, 9]
        x.yaml:8: s.inner.batch_size is 0, must be at least 1""",
        error.getMessage().replace(folder + "/", ""));
  }

  @Test
  void keysThatTheRecordNeedsOrHasNoUseForAreNamed() throws IOException {
    ConfigReader c = reader("s:", "  steps: 3", "  title: null", "  name: n");
    c.expectKeysOf(Other.class, Set.of("name"), "for this kind");
    assertEquals(
        List.of(
            "x.yaml:2: s.steps is set, must not be for this kind",
            "x.yaml:3: s.title is not set, must be for this kind"),
        c.problems().stream().map(line -> line.replace(folder + "/", "")).toList());
  }
}
