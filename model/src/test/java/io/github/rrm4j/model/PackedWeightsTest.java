package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model whose weights were moved into blocks computes what it computed before. */
class PackedWeightsTest {

  private static final double ROUNDING = 1e-4;

  private final NDManager manager = NDManager.newBaseManager();

  static Stream<String> names() {
    return Stream.of(Golden.NAMES);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @MethodSource("names")
  void logitsAndLogProbsStayToRounding(String name) {
    try (Golden golden = new Golden(name, manager)) {
      TokenSequence row = new TokenSequence(golden.prompt, new int[] {3, 1, 4});
      float[] logits = logits(golden.model, golden.prompt);
      float[] logprobs = logprobs(golden.model, row);
      LanguageModel packed = golden.model.packed(manager);
      assertArrayEquals(logits, logits(packed, golden.prompt), (float) ROUNDING);
      assertArrayEquals(logprobs, logprobs(packed, row), (float) ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void plainWeightsOfProductsAreFreedAndTheOthersStay(String name) {
    try (Golden golden = new Golden(name, manager)) {
      List<NDArray> all = List.copyOf(golden.weights.tensors().values());
      golden.model.packed(manager);
      assertEquals(
          golden.config.tensors().stream()
              .filter(spec -> spec.role() == ModelConfig.Role.MATRIX)
              .count(),
          all.stream().filter(NDArray::isReleased).count() + 1,
          "all matrices but the embeddings");
    }
  }

  @Test
  void whatIsPackedIsNeitherMovedNorWritten() {
    try (Golden golden = new Golden("tied-4-2", manager)) {
      LanguageModel packed = golden.model.packed(manager);
      assertThrows(IllegalStateException.class, packed::trainable);
      assertThrows(IllegalStateException.class, packed.weights()::toWrite);
      assertThrows(IllegalStateException.class, () -> packed.frozen(manager));
    }
  }

  @Test
  void otherTypesStayAsTheyAre() {
    try (Golden golden =
        new Golden(
            "tied-4-2",
            new Kernels(false, false, Kernels.Attention.BLOCKS, Integer.MAX_VALUE / 2, false),
            manager)) {
      LanguageModel same = golden.model.packed(manager);
      assertSame(golden.model, same);
      assertFalse(same.weights().packed());
    }
  }

  private float[] logits(LanguageModel model, int[] tokens) {
    try (NDManager scope = manager.newSubManager()) {
      return model.logits(scope, tokens).toFloatArray();
    }
  }

  private float[] logprobs(LanguageModel model, TokenSequence row) {
    try (NDManager scope = manager.newSubManager()) {
      return model.logprobs(scope, List.of(row), 1, PassMemory.DEFAULT).values().toFloatArray();
    }
  }
}
