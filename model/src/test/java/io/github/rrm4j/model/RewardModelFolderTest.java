package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelExport.Form;
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

/** From a language model's folder to a reward model's and back. */
class RewardModelFolderTest {

  private static final List<int[]> ROWS = List.of(new int[] {3, 1, 4, 1, 5}, new int[] {9, 2, 6});
  private static final Key HEAD = Key.of(1, "head");

  @TempDir Path folder;
  private Path base;
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void write() throws IOException {
    base = model("tied-4-2");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Path model(String golden) throws IOException {
    Path target = Files.createDirectory(folder.resolve(golden));
    TextFolder.copyTo(target);
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(Path.of("src/test/resources/golden", golden, name), target.resolve(name));
    }
    return target;
  }

  private ModelFolder open(ModelSource source) {
    return ModelFolder.open(source.in(ComputeType.FP32), Device.cpu(), manager);
  }

  private float[] values(ModelFolder opened) {
    return opened.model().values(manager, ROWS);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  void aLanguageModelGetsAHeadThatTheKeyDecides() {
    ModelSource source = ModelSource.of(base);
    try (ModelFolder one = open(source.asRewardModel(HEAD));
        ModelFolder same = open(source.asRewardModel(HEAD));
        ModelFolder other = open(source.asRewardModel(Key.of(2, "head")))) {
      assertArrayEquals(values(one), values(same));
      assertFalse(Arrays.equals(values(one), values(other)));
      float[] score = one.model().weights().tensors().get(Head.SCORE).toFloatArray();
      double squares = 0;
      for (float weight : score) {
        squares += weight * weight;
      }
      assertEquals(32, score.length);
      assertEquals(0.02, Math.sqrt(squares / score.length), 0.01); // initializer_range
      assertFalse(one.model().trainable().containsKey("lm_head.weight"));
    }
  }

  @Test
  void aCheckpointIsTheFolderOfARewardModel() throws IOException {
    Path written = Files.createDirectory(folder.resolve("written"));
    float[] values;
    try (ModelFolder trained = open(ModelSource.of(base).asRewardModel(HEAD).forTraining())) {
      trained.model().trainable().values().forEach(tensor -> tensor.muli(1.1f));
      values = values(trained);
      trained.write(written);
    }
    JsonNode config = json(written.resolve("config.json"));
    assertEquals("[\"Qwen2ForSequenceClassification\"]", config.get("architectures").toString());
    assertEquals("{\"0\":\"LABEL_0\"}", config.get("id2label").toString());
    assertEquals(TextFolder.PAD, config.get("pad_token_id").asInt());
    try (ModelFolder read = open(ModelSource.of(written).asRewardModel());
        ModelFolder again = open(ModelSource.of(written).asRewardModel(Key.of(9, "unused")))) {
      assertArrayEquals(values, values(read));
      assertArrayEquals(values, values(again), "a head that is there is kept");
    }
    assertEquals(
        written
            + ": is a scalar reward model (Qwen2ForSequenceClassification), must be a language model; ./rrm evaluate --judge-type scalar measures reward models",
        assertThrows(InvalidInput.class, () -> open(ModelSource.of(written))).getMessage());
    ModelInspection inspected = ModelInspection.of(written);
    assertEquals(List.of(), inspected.problems());
    assertTrue(
        inspected.facts().contains(new ModelInspection.Fact("head", "one value: a reward model")));
  }

  @Test
  void aLanguageModelIsNoRewardModel() {
    assertEquals(
        base
            + ": is a language model, must be a scalar reward model (Qwen2ForSequenceClassification with score.weight); train one with stages: [reward_model]",
        assertThrows(InvalidInput.class, () -> open(ModelSource.of(base).asRewardModel()))
            .getMessage());
  }

  @Test
  void twoLabelsAreNoRewardModel() throws IOException {
    Path value = model("value-tied-4-2");
    TextFolder.change(
        value.resolve("config.json"),
        json -> json.putObject("id2label").put("0", "bad").put("1", "good"));
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> open(ModelSource.of(value).asRewardModel()));
    assertTrue(
        error.getMessage().contains("must be one label, for a reward model gives one number"),
        error.getMessage());
  }

  @Test
  void anAdapterBringsItsHeadAndMergesIntoARewardModel() throws IOException {
    PeftAdapter settings = new PeftAdapter(2, 5, List.of("q_proj", "up_proj"), Optional.empty());
    Path written = Files.createDirectory(folder.resolve("adapter"));
    float[] values;
    ModelSource source =
        ModelSource.of(base).with(new NewAdapter(settings, Key.of(1, "lora"))).asRewardModel(HEAD);
    try (ModelFolder trained = open(source.forTraining());
        ModelFolder plain = open(ModelSource.of(base).asRewardModel(HEAD))) {
      assertArrayEquals(values(plain), values(trained), 1e-6f, "a new adapter changes nothing");
      assertTrue(trained.model().trainable().containsKey(PeftAdapter.SCORE));
      trained.model().trainable().values().forEach(tensor -> tensor.addi(0.05f));
      values = values(trained);
      trained.write(written);
    }
    JsonNode config = json(written.resolve("adapter_config.json"));
    assertEquals("SEQ_CLS", config.get("task_type").asText());
    assertEquals("[\"classifier\",\"score\"]", config.get("modules_to_save").toString());
    try (ModelFolder read = open(ModelSource.of(written).asRewardModel())) {
      assertArrayEquals(values, values(read));
    }
    assertThrows(InvalidInput.class, () -> open(ModelSource.of(written)));
    Path merged = folder.resolve("merged");
    new ModelExport(written, Form.MERGED, Optional.empty(), Long.MAX_VALUE)
        .write(merged, ModelCard.of("tiny"));
    try (ModelFolder read = open(ModelSource.of(merged).asRewardModel())) {
      assertArrayEquals(values, values(read), 1e-4f);
    }
    assertTrue(Files.readString(merged.resolve("README.md")).contains("A scalar reward model"));
  }
}
