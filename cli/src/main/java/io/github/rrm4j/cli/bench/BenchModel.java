package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.LoraAdapter;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Weights;
import java.util.Optional;

/** A model of some shape with random weights. */
public final class BenchModel implements AutoCloseable {

  final NDManager manager;
  final LanguageModel model;
  private final Decoder decoder;

  /**
   * In which types a model is.
   *
   * @param compute of the forward pass
   * @param weights in memory
   */
  public record Types(DataType compute, DataType weights) {

    /** All in fp32. */
    public static final Types FP32 = new Types(DataType.FLOAT32, DataType.FLOAT32);
  }

  /**
   * @param loraRank of an adapter on all linear maps; 0 for none
   */
  public BenchModel(ModelConfig config, Types types, int loraRank, Device device) {
    manager = NDManager.newBaseManager(device, "PyTorch");
    PeftAdapter settings = adapter(Math.max(1, loraRank));
    decoder = new Decoder(config, types.compute(), settings.scale(), device);
    Weights weights = Weights.drawn(config, types.weights(), manager);
    Optional<LoraAdapter> adapter =
        loraRank == 0
            ? Optional.empty()
            : Optional.of(LoraAdapter.random(config, settings, Key.of(1, "lora"), manager));
    model = new LanguageModel(decoder, weights, adapter, manager);
  }

  static PeftAdapter adapter(int rank) {
    return new PeftAdapter(rank, 32, ModelConfig.LINEAR_MAPS, Optional.empty());
  }

  /** Waits until the device has done what it was given. */
  public void await() {
    try (NDArray number = manager.create(0f)) {
      number.getFloat();
    }
  }

  /** The model. */
  public LanguageModel model() {
    return model;
  }

  /** Owns the weights. */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
    decoder.close();
  }
}
