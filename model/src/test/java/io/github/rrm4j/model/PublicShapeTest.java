package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicShapeTest {

  /** What the files of the weights hold, as their pages on Hugging Face say. */
  @ParameterizedTest
  @CsvSource({
    "qwen2.5-0.5b, 494032768",
    "qwen2.5-1.5b, 1543714304",
    "qwen2.5-7b, 7615616512",
    "qwen2.5-14b, 14770033664",
    "qwen2.5-32b, 32763876352",
    "deepseek-r1-distill-qwen-1.5b, 1777088000",
    "deepseek-r1-distill-qwen-7b, 7615616512",
    "deepseek-r1-distill-llama-8b, 8030261248",
    "llama-3.1-8b, 8030261248",
    "llama-3.2-1b, 1235814400",
    "llama-3.2-3b, 3212749824",
    "qwen3-0.6b, 596049920",
    "qwen3-8b, 8190735360"
  })
  void shapesHaveTheParametersOfThePublishedWeights(String name, long parameters) {
    assertEquals(parameters, PublicShape.of(name).config().parameters());
  }

  @Test
  void everyShapeHasASourceAndSaysHowItWasChecked() {
    for (String name : PublicShape.names()) {
      PublicShape shape = PublicShape.of(name);
      assertTrue(shape.source().startsWith("https://huggingface.co/"), name);
      assertTrue(shape.source().endsWith("/blob/main/config.json"), name);
      assertTrue(shape.checked().length() > 20, name);
      double billions = Double.parseDouble(name.replaceAll(".*-([0-9.]+)b", "$1"));
      double found = shape.config().parameters() / 1e9;
      assertEquals(billions, found, 0.24 * billions, name);
    }
  }

  @Test
  void anUnknownNameIsNamedWithTheNearest() {
    InvalidInput wrong = assertThrows(InvalidInput.class, () -> PublicShape.of("qwen3-8"));
    assertTrue(wrong.getMessage().startsWith("--shape is qwen3-8, must be one of qwen2.5-0.5b,"));
    assertTrue(wrong.getMessage().contains("did you mean qwen3-"), wrong.getMessage());
  }
}
