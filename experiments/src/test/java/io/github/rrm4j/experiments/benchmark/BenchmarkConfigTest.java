package io.github.rrm4j.experiments.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchmarkConfigTest {

  @Test
  void everyKeyOfTheDefaultsIsRead() {
    ConfigReader reader =
        ConfigTree.defaults(BenchmarkConfig.base(), List.of("benchmarks=[miniature]")).reader();
    BenchmarkConfig config = BenchmarkConfig.of(reader);
    assertEquals(List.of(), reader.unread());
    assertEquals(Optional.empty(), config.output());
    assertEquals("miniature", config.tasks().get(0).folder());
  }

  @Test
  void everyConfigOfBenchmarksInTheTreeIsInOrder() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("mvnw"))) {
      root = root.getParent();
    }
    int configs = 0;
    try (Stream<Path> files = Files.list(root.resolve("configs/benchmarks"))) {
      for (Path file : files.toList()) {
        assertFalse(BenchmarkConfig.read(file, List.of()).tasks().isEmpty(), file.toString());
        configs++;
      }
    }
    assertEquals(2, configs);
  }
}
