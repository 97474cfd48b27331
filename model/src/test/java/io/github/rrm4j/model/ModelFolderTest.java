package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.ModelSource.Adapter;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

  private static final PeftAdapter SETTINGS =
      new PeftAdapter(2, 5, List.of("q_proj", "up_proj"), Optional.empty());

  @TempDir private Path base;
  @TempDir private Path written;
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void copy() throws IOException {
    TextFolder.copyTo(base);
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(Path.of("src/test/resources/golden/tied-4-2", name), base.resolve(name));
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aModelThatIsWrittenOpensWithTheSameLogits() throws IOException {
    float[] logits;
    try (ModelFolder model = open(base)) {
      model.model().weights().tensors().values().forEach(tensor -> tensor.muli(1.1f));
      logits = logits(model);
      model.write(written);
    }
    try (ModelFolder model = open(written)) {
      assertArrayEquals(logits, logits(model));
      assertEquals(TextFolder.END, model.tokenizer().endId());
      assertEquals(
          "<|user|>a<|assistant|><think>\n",
          model.chat().render(List.of(new Message("user", "a"))));
    }
  }

  @Test
  void anAdapterThatIsWrittenOpensOnItsBaseWithTheSameLogits() throws IOException {
    float[] logits;
    NewAdapter adapter = new NewAdapter(SETTINGS, Key.of(1, "lora"));
    try (ModelFolder model = start(Optional.empty(), Optional.of(adapter))) {
      for (NDArray tensor : model.model().trainable().values()) {
        tensor.addi(0.1f);
      }
      logits = logits(model);
      model.write(written);
    }
    assertFalse(Files.exists(written.resolve("model.safetensors")));
    try (ModelFolder model = open(written);
        ModelFolder plain = open(base)) {
      assertArrayEquals(logits, logits(model));
      assertEquals(2.5, model.model().adapter().orElseThrow().settings().scale());
      assertFalse(Arrays.equals(logits, logits(plain)));
    }
  }

  @Test
  void aModelForDrawingGivesTheSameToRoundingAndIsNotWritten() throws IOException {
    try (ModelFolder model = open(base);
        ModelFolder drawing =
            ModelFolder.open(ModelSource.of(base).forDrawing(), Device.cpu(), manager)) {
      assertArrayEquals(logits(model), logits(drawing), 1e-4f);
      assertThrows(IllegalStateException.class, () -> drawing.write(written));
    }
  }

  @Test
  void firstWeightsNeedNoFile() throws IOException {
    Files.delete(base.resolve("model.safetensors"));
    Key key = Key.of(3, "weights");
    try (ModelFolder one = start(Optional.of(key), Optional.empty());
        ModelFolder two = start(Optional.of(key), Optional.empty())) {
      assertArrayEquals(logits(one), logits(two));
    }
    InvalidInput error = assertThrows(InvalidInput.class, () -> open(base));
    assertEquals(
        base + ": holds no model.safetensors; download the weights, or set model.weights: random",
        error.getMessage());
  }

  @Test
  void anAdapterWithoutTheNameOfItsBaseIsRefused() throws IOException {
    SETTINGS.write(base);
    InvalidInput error = assertThrows(InvalidInput.class, () -> open(base));
    assertEquals(
        base + "/adapter_config.json: names no base_model_name_or_path; add it",
        error.getMessage());
  }

  private ModelFolder open(Path folder) {
    return ModelFolder.open(ModelSource.of(folder), Device.cpu(), manager);
  }

  private ModelFolder start(Optional<Key> initialisation, Optional<NewAdapter> adapter) {
    ModelSource source =
        new ModelSource(
            base,
            initialisation,
            adapter.map(Adapter.class::cast),
            ComputeType.FP32,
            ModelSource.Use.TRAINING);
    return ModelFolder.open(source, Device.cpu(), manager);
  }

  private float[] logits(ModelFolder folder) {
    int[] tokens = folder.tokenizer().encode("<|user|>the sum?<|assistant|><think>\n");
    return folder.model().logits(manager, tokens).toFloatArray();
  }
}
