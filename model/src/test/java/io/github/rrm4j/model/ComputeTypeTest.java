package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bf16 changes and what it does not, on the CPU. */
class ComputeTypeTest {

  private static final List<TokenSequence> ROWS =
      List.of(
          new TokenSequence(new int[] {5, 7, 2}, new int[] {3, 1, 4, 8}),
          new TokenSequence(new int[] {9}, new int[] {15, 4}));

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void copy() throws IOException {
    TextFolder.copyTo(folder);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "qwen3-untied-6-2", "llama-4-2"})
  void logprobsInBf16AreCloseToThoseInFp32(String golden) throws IOException {
    copyWeights(golden);
    ModelSource source = ModelSource.of(folder);
    try (ModelFolder wide = ModelFolder.open(source, Device.cpu(), manager);
        ModelFolder narrow = ModelFolder.open(source.in(ComputeType.BF16), Device.cpu(), manager)) {
      assertEquals(DataType.BFLOAT16, narrow.model().weights().type());
      float[] expected = logprobs(wide);
      float[] found = logprobs(narrow);
      assertTrue(!Arrays.equals(expected, found), "bf16 rounds");
      assertArrayEquals(expected, found, 0.15f); // 8 bits of logits of about 4
      NDArray logits = narrow.model().logits(manager, ROWS.get(0).prompt());
      assertEquals(DataType.FLOAT32, logits.getDataType());
    }
  }

  /** On a processor without bf16 products, a judge is the plain model and this holds anyway. */
  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "qwen3-untied-6-2", "llama-4-2"})
  void packedWeightsInBf16GiveTheSameToTheirRounding(String golden) throws IOException {
    copyWeights(golden);
    ModelSource source = ModelSource.of(folder).in(ComputeType.BF16);
    try (ModelFolder plain = ModelFolder.open(source, Device.cpu(), manager);
        ModelFolder judge = ModelFolder.open(source.forDrawing(), Device.cpu(), manager)) {
      assertEquals(MatrixProduct.narrowByOneDnn(), judge.model().weights().packed());
      assertArrayEquals(logprobs(plain), logprobs(judge), 0.05f);
    }
  }

  @Test
  void whatIsTrainedStaysInFp32AndTheBaseOfAnAdapterDoesNot() throws IOException {
    copyWeights("tied-4-2");
    ModelSource source = ModelSource.of(folder).in(ComputeType.BF16).forTraining();
    PeftAdapter settings = new PeftAdapter(2, 4, ModelConfig.LINEAR_MAPS, Optional.empty());
    try (ModelFolder whole = ModelFolder.open(source, Device.cpu(), manager);
        ModelFolder adapted =
            ModelFolder.open(
                source.with(new NewAdapter(settings, Key.of(1, "lora"))), Device.cpu(), manager)) {
      for (ModelFolder model : List.of(whole, adapted)) {
        model
            .model()
            .trainable()
            .forEach((name, tensor) -> assertEquals(DataType.FLOAT32, tensor.getDataType(), name));
        assertStepLowersTheLoss(model);
      }
      assertEquals(DataType.BFLOAT16, adapted.model().weights().type());
      assertArrayEquals( // masters are cast to what the frozen copy holds
          logprobs(whole.model().frozen(manager)), logprobs(whole));
    }
  }

  /** Masters that are cast once give what masters give that are cast at each use. */
  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "qwen3-untied-6-2"})
  void castingOnceChangesNoLogprobAndNoGradient(String golden) throws IOException {
    copyWeights(golden);
    ModelSource source = ModelSource.of(folder).in(ComputeType.BF16).forTraining();
    PeftAdapter settings = new PeftAdapter(2, 4, ModelConfig.LINEAR_MAPS, Optional.empty());
    try (ModelFolder whole = ModelFolder.open(source, Device.cpu(), manager);
        ModelFolder adapted =
            ModelFolder.open(
                source.with(new NewAdapter(settings, Key.of(1, "lora"))), Device.cpu(), manager)) {
      for (ModelFolder model : List.of(whole, adapted)) {
        try (NDManager scope = manager.newSubManager()) {
          assertSameGradients(scope, model.model(), model.model().cast(scope));
        }
      }
    }
  }

  private static void assertSameGradients(NDManager scope, LanguageModel one, LanguageModel other) {
    List<Gradients> both = new ArrayList<>();
    for (LanguageModel model : List.of(one, other)) {
      Gradients gradients = model.gradients(scope);
      TrainingPass pass = model.forward(scope, ROWS, PassMemory.DEFAULT);
      NDArray logprobs = pass.logprobs(scope, 1, PassMemory.DEFAULT).values();
      pass.backwardHead(scope.ones(logprobs.getShape()), Optional.empty(), gradients);
      pass.backwardLayers(gradients);
      both.add(gradients);
    }
    both.get(0)
        .tensors()
        .forEach(
            (name, gradient) ->
                assertArrayEquals(
                    gradient.toFloatArray(), both.get(1).tensors().get(name).toFloatArray(), name));
  }

  /** Gradient descent with fp32 gradients through a forward pass in bf16. */
  private void assertStepLowersTheLoss(ModelFolder model) {
    double before = sum(logprobs(model));
    for (int step = 0; step < 5; step++) {
      try (NDManager scope = manager.newSubManager()) {
        Gradients gradients = model.model().gradients(scope);
        TrainingPass pass = model.model().forward(scope, ROWS, PassMemory.DEFAULT);
        NDArray logprobs = pass.logprobs(scope, 1, PassMemory.DEFAULT).values();
        pass.backwardHead(scope.ones(logprobs.getShape()), Optional.empty(), gradients);
        pass.backwardLayers(gradients);
        gradients
            .tensors()
            .forEach(
                (name, gradient) -> {
                  assertEquals(DataType.FLOAT32, gradient.getDataType());
                  model.model().trainable().get(name).addi(gradient.mul(0.002f));
                });
      }
    }
    assertTrue(sum(logprobs(model)) > before + 0.5, before + " -> " + sum(logprobs(model)));
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private float[] logprobs(ModelFolder model) {
    return logprobs(model.model());
  }

  private float[] logprobs(LanguageModel model) {
    try (NDManager scope = manager.newSubManager()) {
      return model.logprobs(scope, ROWS, 1, PassMemory.DEFAULT).values().toFloatArray();
    }
  }

  private void copyWeights(String golden) throws IOException {
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(Path.of("src/test/resources/golden", golden, name), folder.resolve(name));
    }
  }
}
