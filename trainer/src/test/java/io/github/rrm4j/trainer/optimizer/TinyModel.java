package io.github.rrm4j.trainer.optimizer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Rope;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A decoder of some thousand parameters, the same whenever it is opened. */
public final class TinyModel implements AutoCloseable {

  /** The standard deviation of 0.2 gives every tensor a say. */
  private static final ModelConfig CONFIG =
      new ModelConfig(
          Architecture.QWEN2,
          40,
          16,
          2,
          new ModelConfig.Attention(2, 1, 8, new Rope(10000, new Rope.Unscaled())),
          32,
          List.of("q_proj", "k_proj", "v_proj"),
          1e-6,
          64,
          true,
          0.2,
          Head.TOKENS);

  public final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  public final NDManager stage = manager.newSubManager();
  public final LanguageModel model;
  private final Decoder decoder;

  public TinyModel() {
    this(Head.TOKENS);
  }

  public TinyModel(Head head) {
    ModelConfig config = CONFIG.with(head);
    decoder = new Decoder(config, DataType.FLOAT32, 0, Device.cpu());
    Weights weights = Weights.random(config, Key.of(1, "tiny"), DataType.FLOAT32, manager);
    model = new LanguageModel(decoder, weights, Optional.empty(), manager);
  }

  /** Gradient descent: next to an epsilon this large the second moment is nothing. */
  public static OptimizerSettings gradientDescent() {
    double epsilon = 1e6;
    return new OptimizerSettings(epsilon, Schedule.CONSTANT, 0, 1, 0, 0.9, epsilon, 0, 1);
  }

  /** Common settings, without weight decay. */
  public static OptimizerSettings adam() {
    return new OptimizerSettings(1e-3, Schedule.CONSTANT, 0, 1, 0.9, 0.95, 1e-8, 0, 1);
  }

  /** Sequences of 4 to 24 random tokens. */
  public static List<TokenSequence> rows(int count, Key key) {
    List<TokenSequence> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Key row = key.with(r);
      rows.add(
          new TokenSequence(
              tokens(2 + row.below(0, 8), row.with("prompt")),
              tokens(2 + row.below(1, 14), row.with("completion"))));
    }
    return rows;
  }

  private static int[] tokens(int count, Key key) {
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = key.below(i, CONFIG.vocab());
    }
    return tokens;
  }

  /** A copy of the weights' values. */
  public Map<String, float[]> weights() {
    return values(model);
  }

  public static Map<String, float[]> values(LanguageModel model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    model.trainable().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    return values;
  }

  public NDArray tensor(String name) {
    return model.trainable().get(name);
  }

  /** The largest difference of two sets of weights. */
  public static double distance(Map<String, float[]> one, Map<String, float[]> other) {
    double largest = 0;
    for (Map.Entry<String, float[]> entry : one.entrySet()) {
      float[] values = other.get(entry.getKey());
      for (int i = 0; i < values.length; i++) {
        double difference = Math.abs(entry.getValue()[i] - values[i]);
        largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
      }
    }
    return largest;
  }

  @Override
  public void close() {
    stage.close();
    decoder.close();
    manager.close();
  }
}
