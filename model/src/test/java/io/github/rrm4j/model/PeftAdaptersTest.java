package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters that PEFT 0.21 wrote (make_adapters.py), whose logits are PEFT's own. */
class PeftAdaptersTest {

  private static final Path ADAPTERS = Path.of("src/test/resources/adapters");

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  private static List<Path> adapters() throws IOException {
    try (Stream<Path> all = Files.list(ADAPTERS)) {
      return all.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void logitsAreThoseOfPeftBesideTheBaseAndMerged(Path adapter) throws IOException {
    Path base = ModelFolder.base(adapter);
    requireLogits(adapter, adapter, base);
    Path merged = folder.resolve("merged");
    export(adapter, ModelExport.Form.MERGED, merged);
    requireLogits(adapter, merged, merged);
    Path again = folder.resolve("adapter");
    export(adapter, ModelExport.Form.ADAPTER, again);
    assertEquals(PeftAdapter.read(adapter).onAll(ModelConfig.LINEAR_MAPS), PeftAdapter.read(again));
    requireLogits(adapter, again, base);
  }

  private static void export(Path from, ModelExport.Form form, Path to) throws IOException {
    new ModelExport(from, form, Optional.empty(), Long.MAX_VALUE).write(to, ModelCard.of("test"));
  }

  private void requireLogits(Path golden, Path from, Path base) throws IOException {
    JsonNode json = new ObjectMapper().readTree(golden.resolve("logits.json").toFile());
    int[] tokens = new ObjectMapper().convertValue(json.get("tokens"), int[].class);
    HuggingFaceFolder files = new HuggingFaceFolder(base);
    ModelConfig own = ModelConfig.read(files.config());
    try (AdapterFile opened = from.equals(base) ? null : AdapterFile.open(from);
        WeightFiles weightFiles = WeightFiles.open(own, files)) {
      Optional<AdapterFile> file = Optional.ofNullable(opened);
      ModelConfig config = file.map(brings -> brings.on(own)).orElse(own);
      weightFiles.under(file, config);
      Weights weights =
          Weights.read(config, weightFiles, Key.of(0, "none"), DataType.FLOAT32, manager);
      Optional<LoraAdapter> lora = file.map(brings -> LoraAdapter.read(config, from, manager));
      try (Decoder decoder =
          new Decoder(config, DataType.FLOAT32, LoraAdapter.scales(lora, config), Device.cpu())) {
        float[] logits =
            new LanguageModel(decoder, weights, lora, manager)
                .logits(manager, tokens)
                .toFloatArray();
        assertEquals(json.get("logits").get(0).size() * tokens.length, logits.length);
        for (int i = 0; i < logits.length; i++) {
          int at = i / config.vocab();
          double expected = json.get("logits").get(at).get(i % config.vocab()).asDouble();
          assertEquals(expected, logits[i], 1e-4, from + " at " + i);
        }
      }
    }
  }

  @Test
  void theModelUnderAnAdapterHasTheRowsOfItsEmbeddingAndIsUntiedByIt() {
    assertEquals(101, under("resized-tied").vocab());
    assertTrue(under("resized-tied").tiedEmbeddings());
    assertTrue(!under("whole-tied-embedding").tiedEmbeddings());
    assertTrue(!under("whole-tied-head").tiedEmbeddings());
    assertTrue(under("regex").tiedEmbeddings());
  }

  private static ModelConfig under(String name) {
    Path adapter = ADAPTERS.resolve(name);
    try (AdapterFile file = AdapterFile.open(adapter)) {
      return file.on(ModelConfig.read(ModelFolder.base(adapter).resolve("config.json")));
    }
  }

  @Test
  void wholeModulesAreNotTrainedOn() throws IOException {
    Path base = ModelFolder.base(ADAPTERS.resolve("whole-untied"));
    for (Path file : new Path[] {base.resolve("config.json"), base.resolve("model.safetensors")}) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    TextFolder.copyTo(folder);
    ModelSource source =
        ModelSource.of(folder)
            .with(new ModelSource.SavedAdapter(ADAPTERS.resolve("whole-untied")))
            .in(ComputeType.FP32);
    ModelFolder.open(source, Device.cpu(), manager).close();
    String message =
        assertThrows(
                InvalidInput.class,
                () -> ModelFolder.open(source.forTraining(), Device.cpu(), manager))
            .getMessage();
    assertTrue(message.contains("has whole modules beside its matrices"), message);
  }
}
