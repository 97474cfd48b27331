package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A tiny model that transformers wrote and what transformers computed with it. */
final class Golden implements AutoCloseable {

  /** The folders of src/test/resources/golden; the two numbers are heads and key-value heads. */
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

  final HuggingFaceFolder folder;
  final ModelConfig config;
  final Weights weights;
  final LanguageModel model;
  final int[][] sequences;
  final double[][][] logits;
  final int[] prompt;
  final int[] greedy;
  private final Decoder decoder;

  Golden(String name, NDManager manager) {
    this(name, Optional.empty(), manager);
  }

  /** The same, computed with other operators. */
  Golden(String name, Kernels kernels, NDManager manager) {
    this(name, Optional.of(kernels), manager);
  }

  private Golden(String name, Optional<Kernels> kernels, NDManager manager) {
    Path all = Path.of("src/test/resources/golden");
    Path saved = all.resolve(name);
    boolean isAdapter = Files.exists(saved.resolve(PeftAdapter.CONFIG));
    folder = new HuggingFaceFolder(isAdapter ? all.resolve(ADAPTER_BASE) : saved);
    config = ModelConfig.read(folder.config());
    weights = Weights.read(config, folder, DataType.FLOAT32, manager);
    Optional<LoraAdapter> adapter =
        isAdapter
            ? Optional.of(
                LoraAdapter.read(
                    config, PeftAdapter.read(saved), saved.resolve(PeftAdapter.WEIGHTS), manager))
            : Optional.empty();
    double scale = adapter.map(lora -> lora.settings().scale()).orElse(0.0);
    Kernels used = kernels.orElseGet(() -> Kernels.on(Device.cpu(), DataType.FLOAT32, config));
    int maps = config.layers() * ModelConfig.LINEAR_MAPS.size();
    List<Double> scales = Collections.nCopies(maps, scale);
    decoder = new Decoder(config, DataType.FLOAT32, scales, used, Device.cpu());
    model = new LanguageModel(decoder, weights, adapter, manager);
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode json = mapper.readTree(saved.resolve("golden.json").toFile());
      sequences = mapper.convertValue(json.get("sequences"), int[][].class);
      logits = mapper.convertValue(json.get("logits"), double[][][].class);
      prompt = mapper.convertValue(json.get("prompt"), int[].class);
      greedy = mapper.convertValue(json.get("greedy"), int[].class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** log softmax(logits / temperature) in double precision. */
  static double[] logSoftmax(double[] logits, double temperature) {
    double max = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, logit / temperature);
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit / temperature - max);
    }
    double[] result = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      result[i] = logits[i] / temperature - max - Math.log(sum);
    }
    return result;
  }

  @Override
  public void close() {
    decoder.close();
  }
}
