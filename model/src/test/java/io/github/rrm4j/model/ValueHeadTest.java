package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.PeftAdapter.Task;
import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values against those of transformers (src/test/python/make_golden.py), gradients against slopes.
 */
class ValueHeadTest {

  private static final float[] WEIGHTS = {0.7f, -1.1f, 0.4f, 1.3f};
  private static final PassMemory ALL_KEPT = new PassMemory(1 << 20, 0);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** A reward model, some sequences and what transformers says of them. */
  private static final class Reward implements AutoCloseable {

    final LanguageModel model;
    final List<int[]> rows;
    final float[] values;
    private final Decoder decoder;

    Reward(String name, boolean adapted, NDManager manager) {
      Path saved = Path.of("src/test/resources/golden").resolve(name);
      HuggingFaceFolder folder = new HuggingFaceFolder(saved);
      ModelConfig config = ModelConfig.read(folder.config());
      Weights weights = Weights.read(config, folder, DataType.FLOAT32, manager);
      Optional<LoraAdapter> adapter =
          adapted ? Optional.of(adapter(config, weights, manager)) : Optional.empty();
      decoder = new Decoder(config, DataType.FLOAT32, adapted ? 0.5 : 0, Device.cpu());
      model = new LanguageModel(decoder, weights, adapter, manager);
      ObjectMapper mapper = new ObjectMapper();
      try {
        JsonNode json = mapper.readTree(saved.resolve("golden.json").toFile());
        rows = List.of(mapper.convertValue(json.get("sequences"), int[][].class));
        values = mapper.convertValue(json.get("values"), float[].class);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** B is not 0, else the gradient of A would be. */
    private static LoraAdapter adapter(ModelConfig config, Weights base, NDManager manager) {
      PeftAdapter settings =
          new PeftAdapter(2, 1, List.of("q_proj", "down_proj"), Optional.empty(), Task.SEQ_CLS);
      LoraAdapter adapter = LoraAdapter.random(config, settings, Key.of(5, "lora"), manager);
      try (Elements elements = new Elements(Device.cpu())) {
        adapter.startScore(base, elements);
      }
      adapter
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (name.endsWith("lora_B.weight")) {
                  tensor.addi(0.2f);
                }
              });
      return adapter;
    }

    @Override
    public void close() {
      decoder.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"value-tied-4-2", "value-qwen3-untied-6-2", "value-llama-4-2", "value-gemma2-4-2"})
  void valuesAreThoseOfTransformers(String name) {
    try (Reward reward = new Reward(name, false, manager)) {
      assertTrue(reward.values[1] - reward.values[3] > 1, "values that are alike prove nothing");
      assertArrayEquals(reward.values, reward.model.values(manager, reward.rows), 1e-5f);
      for (int i = 0; i < reward.values.length; i++) {
        float[] alone = reward.model.values(manager, List.of(reward.rows.get(i)));
        assertArrayEquals(new float[] {reward.values[i]}, alone, 1e-5f);
      }
      ValuePass pass = reward.model.forwardWhole(manager, reward.rows, ALL_KEPT);
      assertArrayEquals(reward.values, pass.values(), 1e-5f);
    }
  }

  @Test
  void valuesInBf16AreCloseToThoseInFp32() {
    Path saved = Path.of("src/test/resources/golden/value-tied-4-2");
    HuggingFaceFolder folder = new HuggingFaceFolder(saved);
    ModelConfig config = ModelConfig.read(folder.config());
    Weights weights = Weights.read(config, folder, DataType.BFLOAT16, manager);
    try (Reward reward = new Reward("value-tied-4-2", false, manager);
        Decoder decoder = new Decoder(config, DataType.BFLOAT16, 0, Device.cpu())) {
      LanguageModel half = new LanguageModel(decoder, weights, Optional.empty(), manager);
      assertArrayEquals(reward.values, half.values(manager, reward.rows), 0.1f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "value-tied-4-2, false",
    "value-qwen3-untied-6-2, false",
    "value-llama-4-2, false",
    "value-gemma2-4-2, false",
    "value-tied-4-2, true"
  })
  void gradientsAgreeWithFiniteDifferences(String name, boolean adapted) {
    try (Reward reward = new Reward(name, adapted, manager)) {
      Map<String, float[]> gradients = gradients(reward, ALL_KEPT);
      assertEquals(reward.model.trainable().keySet(), gradients.keySet());
      assertTrue(gradients.containsKey(adapted ? PeftAdapter.SCORE : Head.SCORE));
      gradients.forEach(
          (tensor, gradient) -> {
            NDArray moved = reward.model.trainable().get(tensor);
            float[] direction = new float[gradient.length];
            double slope = 0;
            double norm = 0;
            for (int i = 0; i < direction.length; i++) {
              direction[i] = gradient[i] + (float) Key.of(1, tensor).gaussian(i) * 0.1f;
              slope += (double) gradient[i] * direction[i];
              norm += (double) direction[i] * direction[i];
            }
            float step = (float) (0.004 / Math.sqrt(norm));
            double found =
                sumAt(reward, moved, direction, step) - sumAt(reward, moved, direction, -step);
            assertEquals(slope, found / (2 * step), 0.02 * Math.abs(slope) + 0.02, tensor);
          });
    }
  }

  @Test
  void whatIsKeptAndWhatIsComputedAgainChangesOnlyRounding() {
    try (Reward reward = new Reward("value-qwen3-untied-6-2", false, manager)) {
      Map<String, float[]> all = gradients(reward, ALL_KEPT);
      for (int every = 1; every <= 3; every++) {
        Map<String, float[]> again = gradients(reward, new PassMemory(1 << 20, every));
        all.forEach((name, values) -> assertArrayEquals(values, again.get(name), 1e-4f, name));
      }
    }
  }

  @Test
  void passesLeaveNoArraysBehind() {
    try (Reward reward = new Reward("value-tied-4-2", true, manager)) {
      gradients(reward, ALL_KEPT);
      int before = manager.getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        gradients(reward, ALL_KEPT);
        try (NDManager scope = manager.newSubManager()) {
          reward.model.values(scope, reward.rows);
        }
      }
      assertTrue(before > 0);
      assertEquals(before, manager.getManagedArrays().size());
    }
  }

  @Test
  void aLanguageModelHasNoValues() {
    try (Golden golden = new Golden("tied-4-2", manager)) {
      List<int[]> rows = List.of(golden.sequences[0]);
      assertThrows(IllegalStateException.class, () -> golden.model.values(manager, rows));
    }
  }

  /** Gradients of a weighted sum of the values. */
  private Map<String, float[]> gradients(Reward reward, PassMemory memory) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (NDManager scope = manager.newSubManager()) {
      Gradients gradients = reward.model.gradients(scope);
      ValuePass pass = reward.model.forwardWhole(scope, reward.rows, memory);
      pass.values();
      pass.backward(scope, Arrays.copyOf(WEIGHTS, reward.rows.size()), gradients);
      gradients.tensors().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    }
    return values;
  }

  /** The weighted sum of the values with a tensor moved by step * direction. */
  private double sumAt(Reward reward, NDArray tensor, float[] direction, float step) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray before = tensor.duplicate();
      before.attach(scope);
      tensor.addi(scope.create(direction, tensor.getShape()).muli(step));
      double sum = 0;
      float[] values = reward.model.values(scope, reward.rows);
      for (int i = 0; i < values.length; i++) {
        sum += (double) WEIGHTS[i] * values[i];
      }
      tensor.subi(tensor).addi(before);
      return sum;
    }
  }
}
