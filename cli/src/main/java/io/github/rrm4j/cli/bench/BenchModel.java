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
final class BenchModel implements AutoCloseable {

  private static final float STD = 0.02f;

  final NDManager manager;
  final LanguageModel model;
  private final Decoder decoder;

  /**
   * @param loraRank of an adapter on all linear maps; 0 for none
   */
  BenchModel(ModelConfig config, int loraRank, Device device) {
    manager = NDManager.newBaseManager(device, "PyTorch");
    PeftAdapter settings = adapter(Math.max(1, loraRank));
    decoder = new Decoder(config, DataType.FLOAT32, settings.scale(), device);
    Weights weights = Weights.zeros(config, DataType.FLOAT32, manager);
    for (NDArray tensor : weights.tensors().values()) {
      try (NDArray drawn = manager.randomNormal(tensor.getShape())) {
        tensor.addi(tensor.getShape().dimension() == 1 ? drawn.muli(STD).addi(1) : drawn.muli(STD));
      }
    }
    Optional<LoraAdapter> adapter =
        loraRank == 0
            ? Optional.empty()
            : Optional.of(LoraAdapter.random(config, settings, Key.of(1, "lora"), manager));
    model = new LanguageModel(decoder, weights, adapter, manager);
  }

  static PeftAdapter adapter(int rank) {
    return new PeftAdapter(rank, 32, ModelConfig.LINEAR_MAPS, Optional.empty());
  }

  @Override
  public void close() {
    manager.close();
    decoder.close();
  }
}
