package io.github.rrm4j.cli.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.cli.config.ConfigReader;
import io.github.rrm4j.cli.config.ConfigTree;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationConfigTest {

  @Test
  void everyKeyOfTheDefaultsIsRead() {
    ConfigReader reader =
        ConfigTree.defaults(EvaluationConfig.base(), List.of("benchmarks=[miniature]")).reader();
    EvaluationConfig config = EvaluationConfig.of(reader);
    assertEquals(List.of(), reader.unread());
    assertEquals(Optional.empty(), config.output());
    assertEquals("miniature", config.tasks().get(0).folder());
  }
}
