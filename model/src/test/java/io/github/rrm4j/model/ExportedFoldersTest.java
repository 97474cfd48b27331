package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelExport.Form;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes folders for src/test/python/check_export.py, which opens them with transformers: each with
 * the logits that it has here, in logits.json, or its values, in values.json.
 */
@Tag("slow")
class ExportedFoldersTest {

  private static final Path OUT = Path.of("target/exported");
  private static final int[] TOKENS = {3, 1, 4, 1, 5, 9, 2, 6, 53, 58, 97 - 1, 0};
  private static final List<String> MODELS =
      Stream.of(Golden.NAMES).filter(name -> !name.startsWith("adapter")).toList();

  @TempDir private Path folder;

  @BeforeAll
  static void clear() throws IOException {
    if (Files.exists(OUT)) {
      try (Stream<Path> walk = Files.walk(OUT)) {
        for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(OUT);
  }

  @Test
  void modelsOfEveryArchitectureInShards() throws IOException {
    for (String name : MODELS) {
      Path output = OUT.resolve("sharded-" + name);
      export(model(name), Form.MERGED, Optional.empty(), 20_000, output);
      assertTrue(Files.exists(output.resolve("model.safetensors.index.json")));
    }
  }

  @Test
  void modelsInBf16() throws IOException {
    for (String name : List.of("tied-4-2", "qwen3-untied-6-2", "llama-4-2")) {
      Path output = OUT.resolve("bf16-" + name);
      export(model(name), Form.MERGED, Optional.of(DType.BF16), Long.MAX_VALUE, output);
    }
  }

  @Test
  void checkpointsOfTrainedWeights() throws IOException {
    for (String name : MODELS) {
      Path output = Files.createDirectories(OUT.resolve("checkpoint-" + name));
      ModelSource source = ModelSource.of(model(name)).in(ComputeType.FP32).forTraining();
      try (NDManager manager = NDManager.newBaseManager();
          ModelFolder model = ModelFolder.open(source, Device.cpu(), manager)) {
        model.model().trainable().values().forEach(tensor -> tensor.muli(1.01f));
        model.write(output);
      }
      describe(output);
    }
  }

  @Test
  void anAdapterAndTheSameMerged() throws IOException {
    Path base = OUT.resolve("base-of-adapter");
    export(model("qwen3-untied-6-2"), Form.MERGED, Optional.empty(), Long.MAX_VALUE, base);
    Path adapter = Files.createDirectory(folder.resolve("adapter"));
    for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(Path.of("src/test/resources/golden/adapter-qwen3", name), adapter.resolve(name));
    }
    TextFolder.change(
        adapter.resolve("adapter_config.json"),
        json -> json.put("base_model_name_or_path", base.toString()));
    export(adapter, Form.ADAPTER, Optional.empty(), Long.MAX_VALUE, OUT.resolve("adapter"));
    export(adapter, Form.MERGED, Optional.empty(), 20_000, OUT.resolve("merged"));
  }

  @Test
  void rewardModelsAndTheAdapterOfOne() throws IOException {
    for (String name : MODELS) {
      rewardModel(model(name), Optional.empty(), OUT.resolve("reward-" + name));
    }
    Path base = OUT.resolve("base-of-reward-adapter");
    export(model("tied-4-2"), Form.MERGED, Optional.empty(), Long.MAX_VALUE, base);
    PeftAdapter settings = new PeftAdapter(2, 4, List.of("q_proj", "up_proj"), Optional.empty());
    Path adapter = OUT.resolve("reward-adapter");
    rewardModel(base, Optional.of(new NewAdapter(settings, Key.of(1, "lora"))), adapter);
    Path merged = OUT.resolve("reward-merged");
    new ModelExport(adapter, Form.MERGED, Optional.empty(), 20_000)
        .write(merged, ModelCard.of("tiny"));
    describeValues(merged);
  }

  /** A checkpoint of a reward model on a language model. */
  private static void rewardModel(Path base, Optional<NewAdapter> adapter, Path output)
      throws IOException {
    Files.createDirectories(output);
    ModelSource language = ModelSource.of(base).in(ComputeType.FP32).forTraining();
    ModelSource source = adapter.map(language::with).orElse(language);
    try (NDManager manager = NDManager.newBaseManager();
        ModelFolder model =
            ModelFolder.open(source.asRewardModel(Key.of(1, "head")), Device.cpu(), manager)) {
      model.model().trainable().values().forEach(tensor -> tensor.addi(0.02f));
      model.write(output);
    }
    describeValues(output);
  }

  /** Writes the values in fp32 of some sequences beside a reward model. */
  private static void describeValues(Path output) throws IOException {
    ModelSource source = ModelSource.of(output).in(ComputeType.FP32).asRewardModel();
    int[][] rows = {TOKENS, {7, 8, 9}, {1}};
    try (NDManager manager = NDManager.newBaseManager();
        ModelFolder model = ModelFolder.open(source, Device.cpu(), manager)) {
      float[] values = model.model().values(manager, List.of(rows));
      assertEquals(3, values.length);
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode json = mapper.createObjectNode();
      json.set("sequences", mapper.valueToTree(rows));
      json.set("values", mapper.valueToTree(values));
      Files.writeString(output.resolve("values.json"), json.toString());
    }
  }

  private Path model(String golden) throws IOException {
    Path target = folder.resolve(golden);
    if (Files.notExists(target)) {
      Files.createDirectory(target);
      TextFolder.copyTo(target);
      for (String name : List.of("config.json", "model.safetensors")) {
        Files.copy(Path.of("src/test/resources/golden", golden, name), target.resolve(name));
      }
    }
    return target;
  }

  private static void export(
      Path source, Form form, Optional<DType> dtype, long shardBytes, Path output)
      throws IOException {
    new ModelExport(source, form, dtype, shardBytes).write(output, ModelCard.of("tiny"));
    describe(output);
  }

  /** Writes the logits in fp32 of a folder's weights beside them. */
  private static void describe(Path output) throws IOException {
    ModelSource source = ModelSource.of(output).in(ComputeType.FP32);
    try (NDManager manager = NDManager.newBaseManager();
        ModelFolder model = ModelFolder.open(source, Device.cpu(), manager)) {
      NDArray logits = model.model().logits(manager, TOKENS);
      assertEquals(TOKENS.length * 97L, logits.size());
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode json = mapper.createObjectNode();
      json.set("tokens", mapper.valueToTree(TOKENS));
      json.set("logits", mapper.valueToTree(logits.toFloatArray()));
      Files.writeString(output.resolve("logits.json"), json.toString());
    }
  }
}
