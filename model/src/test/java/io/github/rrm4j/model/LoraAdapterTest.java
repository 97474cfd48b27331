package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoraAdapterTest {

  private static final PeftAdapter ALL =
      new PeftAdapter(3, 6, ModelConfig.LINEAR_MAPS, Optional.empty());

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager();
  private Golden base;
  private Decoder decoder;

  @BeforeEach
  void open() {
    base = new Golden("untied-6-2", manager);
    decoder = new Decoder(base.config, DataType.FLOAT32, ALL.scale(), Device.cpu());
  }

  @AfterEach
  void close() {
    base.close();
    decoder.close();
    manager.close();
  }

  @Test
  void aNewAdapterChangesNothing() {
    LanguageModel model = with(LoraAdapter.random(base.config, ALL, Key.of(1, "lora"), manager));
    assertArrayEquals(logits(base.model), logits(model));
  }

  @Test
  void aNewAdapterIsAFunctionOfItsKeyWithABoundedByTheInputWidth() {
    Map<String, NDArray> first =
        LoraAdapter.random(base.config, ALL, Key.of(1, "lora"), manager).tensors();
    Map<String, NDArray> again =
        LoraAdapter.random(base.config, ALL, Key.of(1, "lora"), manager).tensors();
    assertEquals(2 * 2 * ModelConfig.LINEAR_MAPS.size(), first.size());
    first.forEach(
        (name, tensor) -> {
          assertArrayEquals(tensor.toFloatArray(), again.get(name).toFloatArray());
          float largest = tensor.abs().max().getFloat();
          double bound = Math.sqrt(1.0 / tensor.getShape().get(1));
          assertTrue(name.contains("lora_B") ? largest == 0 : largest <= bound, name);
          assertTrue(name.contains("lora_B") || largest > 0.9 * bound, name);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"q_proj,down_proj", "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj"})
  void anAdapterIsTheBaseWithScaledProductsAddedToItsMatrices(String targets) {
    PeftAdapter settings = new PeftAdapter(3, 6, List.of(targets.split(",")), Optional.empty());
    LoraAdapter adapter = filled(settings);
    Weights merged = base.weights.copy(base.config, DataType.FLOAT32, manager);
    for (int layer = 0; layer < base.config.layers(); layer++) {
      for (String map : settings.targetModules()) {
        String module = ModelConfig.linearMap(layer, map);
        NDArray a = adapter.tensors().get(PeftAdapter.loraA(module));
        NDArray b = adapter.tensors().get(PeftAdapter.loraB(module));
        NDArray weight = merged.tensors().get(module + ".weight");
        weight.addi(manager.create(product(b, a, 2), weight.getShape()));
      }
    }
    float[] expected = logits(new LanguageModel(decoder, merged, Optional.empty(), manager));
    assertEquals(0, largestDifference(expected, logits(with(adapter))), 1e-4);
    assertTrue(largestDifference(expected, logits(base.model)) > 0.1);
  }

  @Test
  void theBaseOfAnAdapterIsTheModelWithoutItAndNoCopy() {
    LanguageModel without = with(filled(ALL)).base(manager);
    assertArrayEquals(logits(base.model), logits(without));
    assertTrue(without.adapter().isEmpty());
    assertEquals(base.weights, without.weights());
  }

  @Test
  void aFrozenAdapterStaysOnTheSameWeightsWhileItsModelMoves() {
    LanguageModel model = with(filled(ALL));
    LanguageModel frozen = model.frozen(manager);
    float[] before = logits(model);
    model.trainable().values().forEach(tensor -> tensor.muli(1.5f));
    assertArrayEquals(before, logits(frozen));
    assertTrue(largestDifference(before, logits(model)) > 0.1);
    assertEquals(model.weights(), frozen.weights());
  }

  @Test
  void gradientsFlowToTheAdapterAlone() {
    LanguageModel model = with(filled(ALL));
    assertEquals(model.adapter().orElseThrow().tensors(), model.trainable());
    TokenSequence row = new TokenSequence(base.prompt, base.greedy);
    try (NDManager scope = manager.newSubManager()) {
      Gradients gradients = model.gradients(scope);
      TrainingPass pass = model.forward(scope, List.of(row), PassMemory.DEFAULT);
      NDArray logprobs = pass.logprobs(scope, 1, PassMemory.DEFAULT).values();
      pass.backwardHead(scope.ones(logprobs.getShape()), Optional.empty(), gradients);
      pass.backwardLayers(gradients);
      assertEquals(model.trainable().keySet(), gradients.tensors().keySet());
      gradients
          .tensors()
          .forEach((name, gradient) -> assertTrue(gradient.abs().max().getFloat() > 0, name));
    }
  }

  @Test
  void anAdapterThatIsWrittenIsReadAsItWas() throws IOException {
    LoraAdapter adapter = filled(ALL);
    LoraAdapter read = read(adapter.toWrite());
    assertEquals(adapter.tensors().keySet(), read.tensors().keySet());
    assertArrayEquals(logits(with(adapter)), logits(with(read)));
  }

  /** As PEFT saves an adapter on all linear layers. */
  @Test
  void aTargetMayBeTheWholeNameOfAModule() {
    List<String> targets = List.of("model.layers.1.self_attn.q_proj", "mlp.up_proj");
    LoraAdapter adapter =
        LoraAdapter.random(
            base.config,
            new PeftAdapter(3, 6, targets, Optional.empty()),
            Key.of(1, "lora"),
            manager);
    assertEquals(
        List.of(
            "base_model.model.model.layers.0.mlp.up_proj.lora_A.weight",
            "base_model.model.model.layers.0.mlp.up_proj.lora_B.weight",
            "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight",
            "base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight",
            "base_model.model.model.layers.1.mlp.up_proj.lora_A.weight",
            "base_model.model.model.layers.1.mlp.up_proj.lora_B.weight"),
        List.copyOf(adapter.tensors().keySet()));
  }

  @Test
  void aTargetThatTheModelDoesNotHaveIsNamed() {
    PeftAdapter settings =
        new PeftAdapter(3, 6, List.of("q_proj", "lm_head", "j_proj"), Optional.empty());
    InvalidInput error =
        assertThrows(
            InvalidInput.class,
            () -> LoraAdapter.random(base.config, settings, Key.of(1, "lora"), manager));
    assertEquals(
        "adapter: the target modules [j_proj, lm_head] are no linear maps of this model, which has "
            + "[q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj] in 2 layers",
        error.getMessage());
  }

  @Test
  void allLinearStandsForTheSevenMaps() throws IOException {
    LoraAdapter adapter = filled(ALL);
    Path file = folder.resolve("adapter.safetensors");
    SafetensorsWriter.write(file, adapter.toWrite(), Map.of());
    PeftAdapter word = new PeftAdapter(3, 6, List.of(PeftAdapter.ALL_LINEAR), Optional.of("base"));
    LoraAdapter read = LoraAdapter.read(base.config, word, file, manager);
    assertEquals(ALL.targetModules(), read.settings().targetModules());
    assertEquals(Optional.of("base"), read.settings().baseModel());
    assertArrayEquals(logits(with(adapter)), logits(with(read)));
  }

  @Test
  void allThatDoesNotFitIsNamedAtOnce() {
    List<TensorToWrite> tensors = new ArrayList<>(filled(ALL).toWrite());
    String missing = tensors.remove(0).name();
    String narrow = tensors.remove(0).name();
    String half = tensors.remove(0).name();
    tensors.add(new TensorToWrite(narrow, DType.F32, new long[] {2}, () -> zeros(8)));
    tensors.add(new TensorToWrite(half, DType.I16, new long[] {3, 36}, () -> zeros(3 * 36 * 2)));
    tensors.add(new TensorToWrite("more", DType.F32, new long[] {2}, () -> zeros(8)));
    String message = assertThrows(InvalidInput.class, () -> read(tensors)).getMessage();
    assertEquals(
        Text.format(
            "%s: '%s' has shape [2], must be [36, 3]; unexpected tensor 'more'; '%s' is I16, must be one of [F32, BF16, F16]; missing tensor '%s' (found 25 of the 28 tensors of adapter_config.json); use files of this model",
            folder.resolve("adapter.safetensors"), narrow, half, missing),
        message);
  }

  private static ByteBuffer zeros(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  private LoraAdapter read(List<TensorToWrite> tensors) throws IOException {
    Path file = folder.resolve("adapter.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    return LoraAdapter.read(base.config, ALL, file, manager);
  }

  /** An adapter whose B is not 0. */
  private LoraAdapter filled(PeftAdapter settings) {
    LoraAdapter adapter = LoraAdapter.random(base.config, settings, Key.of(1, "lora"), manager);
    adapter
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.contains("lora_B")) {
                float[] values = new float[Math.toIntExact(tensor.size())];
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) (0.1 * Key.of(2, name).gaussian(i));
                }
                tensor.addi(manager.create(values, tensor.getShape()));
              }
            });
    return adapter;
  }

  private LanguageModel with(LoraAdapter adapter) {
    return new LanguageModel(decoder, base.weights, Optional.of(adapter), manager);
  }

  private float[] logits(LanguageModel model) {
    return model.logits(manager, base.sequences[0]).toFloatArray();
  }

  /** scale * b a, row by row. */
  private static float[] product(NDArray b, NDArray a, double scale) {
    int out = Math.toIntExact(b.getShape().get(0));
    int rank = Math.toIntExact(b.getShape().get(1));
    int in = Math.toIntExact(a.getShape().get(1));
    float[] left = b.toFloatArray();
    float[] right = a.toFloatArray();
    float[] result = new float[out * in];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        double sum = 0;
        for (int r = 0; r < rank; r++) {
          sum += (double) left[o * rank + r] * right[r * in + i];
        }
        result[o * in + i] = (float) (scale * sum);
      }
    }
    return result;
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
