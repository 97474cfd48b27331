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
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ModelExport.Form;
import io.github.rrm4j.model.ModelSource.SavedAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelExportTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final long NO_LIMIT = Long.MAX_VALUE;

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "yarn-2-1", "qwen3-untied-6-2", "llama-tied-4-1"})
  void shardsOpenWithTheLogitsOfTheSource(String golden) throws IOException {
    Path source = model(golden);
    Path output = folder.resolve("out");
    export(source, Form.ADAPTER, Optional.empty(), 10_000).write(output, ModelCard.of("tiny"));
    assertTrue(new HuggingFaceFolder(output).weightFiles().size() > 2);
    assertArrayEquals(logits(ModelSource.of(source)), logits(ModelSource.of(output)));
    assertEquals(
        Files.readString(source.resolve("config.json")),
        Files.readString(output.resolve("config.json")));
    for (String name : List.of("tokenizer.json", "tokenizer_config.json", "judge.json")) {
      assertEquals(-1, Files.mismatch(source.resolve(name), output.resolve(name)), name);
    }
  }

  @Test
  void anAdapterThatIsMergedHasTheLogitsOfBaseAndAdapter() throws IOException {
    Path adapter = adapter();
    Path output = folder.resolve("out");
    export(adapter, Form.MERGED, Optional.empty(), NO_LIMIT).write(output, ModelCard.of("tiny"));
    assertEquals(
        0, difference(logits(ModelSource.of(adapter)), logits(ModelSource.of(output))), 1e-4);
    assertFalse(Files.exists(output.resolve("adapter_config.json")));
    try (Golden golden = new Golden("adapter-qwen3", manager)) {
      float[] expected = new float[golden.sequences[0].length * golden.config.vocab()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] =
            (float) golden.logits[0][i / golden.config.vocab()][i % golden.config.vocab()];
      }
      ModelFolder merged = ModelFolder.open(ModelSource.of(output), Device.cpu(), manager);
      try (merged) {
        float[] found = merged.model().logits(manager, golden.sequences[0]).toFloatArray();
        assertEquals(0, difference(expected, found), 1e-4);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"F32", "F16", "BF16"})
  void anAdapterStaysOneWithoutTheFilesOfItsBase(String dtype) throws IOException {
    Path adapter = adapter();
    Path output = folder.resolve("out");
    export(adapter, Form.ADAPTER, Optional.of(DType.valueOf(dtype)), NO_LIMIT)
        .write(output, ModelCard.of("tiny"));
    assertEquals(PeftAdapter.read(adapter), PeftAdapter.read(output));
    assertFalse(Files.exists(output.resolve("config.json")));
    float[] expected = logits(ModelSource.of(adapter));
    double tolerance = dtype.equals("F32") ? 0 : dtype.equals("F16") ? 0.02 : 0.15;
    assertEquals(0, difference(expected, logits(ModelSource.of(output))), tolerance);
    ModelSource apart =
        ModelSource.of(folder.resolve("qwen3-untied-6-2")).with(new SavedAdapter(output));
    assertEquals(0, difference(expected, logits(apart)), tolerance);
    try (Safetensors file = Safetensors.open(output.resolve("adapter_model.safetensors"))) {
      file.tensors().values().forEach(tensor -> assertEquals(dtype, tensor.dtype().name()));
    }
  }

  @Test
  void theConfigNamesTheTypeThatIsWritten() throws IOException {
    Path output = folder.resolve("out");
    export(model("llama-4-2"), Form.MERGED, Optional.of(DType.BF16), NO_LIMIT)
        .write(output, ModelCard.of("tiny"));
    JsonNode config = new ObjectMapper().readTree(Files.readString(output.resolve("config.json")));
    assertEquals("bfloat16", config.get("dtype").asText());
    try (Safetensors file = Safetensors.open(output.resolve("model.safetensors"))) {
      file.tensors().values().forEach(tensor -> assertEquals(DType.BF16, tensor.dtype()));
    }
    float[] expected = logits(ModelSource.of(folder.resolve("llama-4-2")));
    assertEquals(0, difference(expected, logits(ModelSource.of(output))), 0.15);
  }

  @Test
  void theCardHasTheResultsOfTheStepAndNoLaterOnes() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("config.yaml"), "seed: 1\n");
    Files.writeString(
        run.resolve("evaluations.jsonl"),
        Stream.of(10, 20, 30)
            .map(
                step ->
                    Text.format(
                        "{\"step\":%d,\"name\":\"heldout\",\"mode\":\"greedy\",\"accuracy\":0.%d,\"n\":40}\n",
                        step, step))
            .reduce("", String::concat));
    Path output = folder.resolve("out");
    export(model("tied-4-2"), Form.MERGED, Optional.empty(), NO_LIMIT)
        .write(output, ModelCard.of("tiny", "a: base", run, 25));
    String card = Files.readString(output.resolve("README.md"));
    assertTrue(card.startsWith("---\nbase_model: \"a: base\"\nlibrary_name: transformers\n"), card);
    assertTrue(card.contains("| heldout | 20 | greedy | 20.0 % |"), card);
    assertFalse(card.contains("| heldout | 30 |") || card.contains("| heldout | 10 |"), card);
    assertTrue(card.contains("```yaml\nseed: 1\n```"), card);
  }

  @Test
  void aFolderThatHoldsSomethingIsLeftAlone() throws IOException {
    Path output = Files.createDirectory(folder.resolve("out"));
    Path kept = Files.writeString(output.resolve("kept"), "kept");
    ModelExport export = export(model("tied-4-2"), Form.MERGED, Optional.empty(), NO_LIMIT);
    InvalidInput e =
        assertThrows(InvalidInput.class, () -> export.write(output, ModelCard.of("tiny")));
    assertEquals(output + ": exists and is not empty; choose another --output", e.getMessage());
    assertEquals("kept", Files.readString(kept));
  }

  @Test
  void whatCannotBeExportedLeavesNothingBehind() throws IOException {
    Path source = model("tied-4-2");
    Files.delete(source.resolve("model.safetensors"));
    Path output = folder.resolve("out");
    ModelExport export = export(source, Form.MERGED, Optional.empty(), NO_LIMIT);
    assertThrows(InvalidInput.class, () -> export.write(output, ModelCard.of("tiny")));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(source), left.toList());
    }
  }

  private static ModelExport export(
      Path source, Form form, Optional<DType> dtype, long shardBytes) {
    return new ModelExport(source, form, dtype, shardBytes);
  }

  private Path model(String golden) throws IOException {
    Path target = Files.createDirectory(folder.resolve(golden));
    TextFolder.copyTo(target);
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(GOLDEN.resolve(golden).resolve(name), target.resolve(name));
    }
    Files.writeString(target.resolve("judge.json"), "{}");
    return target;
  }

  /** The golden adapter in a folder of its own, as PEFT saves it, with the name of its base. */
  private Path adapter() throws IOException {
    Path base = model("qwen3-untied-6-2");
    Path target = Files.createDirectory(folder.resolve("adapter"));
    Path golden = GOLDEN.resolve("adapter-qwen3");
    Files.copy(
        golden.resolve("adapter_model.safetensors"), target.resolve("adapter_model.safetensors"));
    Files.copy(golden.resolve("adapter_config.json"), target.resolve("adapter_config.json"));
    TextFolder.change(
        target.resolve("adapter_config.json"),
        json -> json.put("base_model_name_or_path", base.toString()));
    return target;
  }

  private float[] logits(ModelSource source) {
    try (ModelFolder model = ModelFolder.open(source.in(ComputeType.FP32), Device.cpu(), manager)) {
      return model.model().logits(manager, new int[] {3, 1, 4, 1, 5, 9, 2, 6}).toFloatArray();
    }
  }

  private static double difference(float[] a, float[] b) {
    assertEquals(a.length, b.length);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
