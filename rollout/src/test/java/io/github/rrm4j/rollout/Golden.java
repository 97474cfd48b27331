package io.github.rrm4j.rollout;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.LoraAdapter;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Weights;
import io.github.rrm4j.model.cuda.Graphs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A tiny model that transformers wrote (module model) and the tokens that it generated. */
final class Golden implements AutoCloseable {

  static final String[] NAMES = {
    "tied-4-2",
    "untied-6-2",
    "tied-4-4",
    "untied-4-1",
    "yarn-2-1",
    "qwen3-tied-4-2",
    "qwen3-untied-6-2",
    "llama-4-2",
    "llama-tied-4-1",
    "gemma2-4-2",
    "gemma2-untied-4-1",
    "adapter-qwen3"
  };

  /** What the adapter among them lies on. */
  private static final String ADAPTER_BASE = "qwen3-untied-6-2";

  final NDManager manager = NDManager.newBaseManager();
  final LanguageModel model;
  final int[] prompt;
  final int[] greedy;
  private final Decoder decoder;

  Golden(String name) {
    this(name, Optional.empty());
  }

  /**
   * @param changing settings of an adapter that changes the model
   */
  private Golden(String name, Optional<PeftAdapter> changing) {
    this(name, changing, Optional.empty());
  }

  /**
   * @param fixed what records the steps of a decoder that draws in fixed shapes
   */
  private Golden(String name, Optional<PeftAdapter> changing, Optional<Graphs> fixed) {
    Path all = Path.of("../model/src/test/resources/golden");
    Path path = all.resolve(name);
    boolean isAdapter = Files.exists(path.resolve(PeftAdapter.CONFIG));
    HuggingFaceFolder folder = new HuggingFaceFolder(isAdapter ? all.resolve(ADAPTER_BASE) : path);
    ModelConfig config = ModelConfig.read(folder.config());
    Weights weights = Weights.read(config, folder, DataType.FLOAT32, manager);
    Optional<LoraAdapter> adapter =
        changing.map(s -> LoraAdapter.random(config, s, Key.of(1, "adapter"), manager));
    adapter.ifPresent(lora -> lora.tensors().values().forEach(Golden::move));
    if (isAdapter) {
      Path file = path.resolve(PeftAdapter.WEIGHTS);
      adapter = Optional.of(LoraAdapter.read(config, PeftAdapter.read(path), file, manager));
    }
    double scale = adapter.map(lora -> lora.settings().scale()).orElse(0.0);
    decoder =
        fixed
            .map(g -> Decoder.ofFixedSteps(config, DataType.FLOAT32, scale, g, Device.cpu()))
            .orElseGet(() -> new Decoder(config, DataType.FLOAT32, scale, Device.cpu()));
    model = new LanguageModel(decoder, weights, adapter, manager);
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode json = mapper.readTree(path.resolve("golden.json").toFile());
      prompt = mapper.convertValue(json.get("prompt"), int[].class);
      greedy = mapper.convertValue(json.get("greedy"), int[].class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same model with an adapter that changes it. */
  static Golden withAdapter(String name) {
    return new Golden(
        name, Optional.of(new PeftAdapter(2, 4, ModelConfig.LINEAR_MAPS, Optional.empty())));
  }

  /** The same model, drawn from in steps of fixed shapes. */
  static Golden ofFixedSteps(String name, Graphs graphs) {
    return new Golden(name, Optional.empty(), Optional.of(graphs));
  }

  private static void move(NDArray tensor) {
    tensor.addi(0.03f);
  }

  @Override
  public void close() {
    decoder.close();
    manager.close();
  }
}
