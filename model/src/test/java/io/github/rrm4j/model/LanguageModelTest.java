package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.LanguageModel.Draw;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LanguageModelTest {

  private final NDManager manager = NDManager.newBaseManager();
  private Golden golden;
  private List<TokenSequence> rows;

  @BeforeEach
  void open() {
    golden = new Golden("tied-4-2", manager);
    rows =
        List.of(
            new TokenSequence(golden.sequences[0], new int[] {3, 1, 4}),
            new TokenSequence(golden.sequences[1], new int[] {15, 92, 65, 35, 89, 79, 32}));
  }

  @AfterEach
  void close() {
    golden.close();
    manager.close();
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    LanguageModel model = golden.model;
    model.requireGradients();
    assertEquals(model.weights().tensors(), model.trainable());
    backward();
    model
        .trainable()
        .forEach(
            (name, tensor) -> {
              float[] gradient = tensor.getGradient().toFloatArray();
              float[] direction = new float[gradient.length];
              double slope = 0;
              double norm = 0;
              for (int i = 0; i < direction.length; i++) {
                direction[i] = gradient[i] + (float) Key.of(1, name).gaussian(i);
                slope += (double) gradient[i] * direction[i];
                norm += (double) direction[i] * direction[i];
              }
              float step = (float) (0.004 / Math.sqrt(norm));
              double found = (sumAt(tensor, direction, step) - sumAt(tensor, direction, -step));
              assertEquals(slope, found / (2 * step), 0.02 * Math.abs(slope) + 0.02, name);
            });
  }

  @Test
  void theReferenceStaysWhereItWasWhenTheWeightsMove() {
    LanguageModel reference = golden.model.reference(manager);
    float[] before = golden.model.logits(manager, golden.prompt).toFloatArray();
    golden.weights.tensors().get("model.norm.weight").muli(2);
    float[] after = golden.model.logits(manager, golden.prompt).toFloatArray();
    assertArrayEquals(before, reference.logits(manager, golden.prompt).toFloatArray());
    assertEquals(2 * before[0], after[0], 1e-4);
  }

  @Test
  void aReferenceFromAFolderHasItsWeights() {
    float[] before = golden.model.logits(manager, golden.prompt).toFloatArray();
    golden.weights.tensors().get("model.norm.weight").muli(2);
    LanguageModel reference = golden.model.reference(golden.folder, manager);
    assertArrayEquals(before, reference.logits(manager, golden.prompt).toFloatArray());
  }

  @Test
  void logprobsWithoutAGraphAndEntropiesCannotBeDifferentiated() {
    golden.model.requireGradients();
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray plain = golden.model.logprobs(scope, rows, 1, false).values().sum();
      assertThrows(EngineException.class, () -> collector.backward(plain));
      NDArray entropy = golden.model.logprobs(scope, rows, 1, true).entropy().sum();
      assertThrows(EngineException.class, () -> collector.backward(entropy));
    }
  }

  @Test
  void callsLeaveNoArraysBehind() {
    golden.model.requireGradients();
    everyCall();
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 3; i++) {
      everyCall();
    }
    assertTrue(before > 0);
    assertEquals(before, manager.getManagedArrays().size());
  }

  private void everyCall() {
    backward();
    try (NDManager scope = manager.newSubManager()) {
      golden.model.logits(scope, golden.prompt);
      KvCache cache = golden.model.cache(3, 20, scope);
      List<int[]> prompts = List.of(golden.sequences);
      Draw draw =
          golden.model.prefill(scope, prompts, new int[] {0, 1, 1}, new double[3], 1, cache);
      cache = cache.select(new int[] {2, 0});
      long[] tokens = {draw.tokens()[2], draw.tokens()[0]};
      long[] positions = {golden.sequences[1].length, golden.sequences[0].length};
      golden.model.decode(scope, tokens, positions, new double[2], 1, cache);
    }
  }

  private void backward() {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      collector.backward(golden.model.logprobs(scope, rows, 0.8, true).values().sum());
    }
  }

  /** The sum of the rows' log-probs with a tensor moved by step * direction. */
  private double sumAt(NDArray tensor, float[] direction, float step) {
    float[] here = tensor.toFloatArray();
    try (NDManager scope = manager.newSubManager()) {
      NDArray moved = scope.create(direction, tensor.getShape()).muli(step);
      tensor.setRequiresGradient(false);
      tensor.addi(moved);
      double sum = 0;
      for (float value : golden.model.logprobs(scope, rows, 0.8, false).values().toFloatArray()) {
        sum += value;
      }
      tensor.subi(tensor).addi(scope.create(here, tensor.getShape()));
      return sum;
    }
  }
}
