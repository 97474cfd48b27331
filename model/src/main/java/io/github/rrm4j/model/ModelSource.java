package io.github.rrm4j.model;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a model is opened from, and for what.
 *
 * @param folder a Hugging Face model folder, or the folder of an adapter that names its base
 * @param initialisation the key of random first weights; empty to read the folder's
 * @param adapter the adapter on the weights; empty for none, or for the one that {@code folder} is
 * @param compute the type of the forward pass
 * @param use whether the weights will move
 */
public record ModelSource(
    Path folder,
    Optional<Key> initialisation,
    Optional<Adapter> adapter,
    ComputeType compute,
    Use use) {

  /** Whether the weights will move, which decides their type. */
  public enum Use {
    /** All weights are kept in the type of the forward pass. */
    INFERENCE,
    /** What an optimiser moves is kept in fp32: the adapter, or all weights where there is none. */
    TRAINING
  }

  /** Where an adapter comes from. */
  public sealed interface Adapter {}

  /**
   * An adapter that was saved.
   *
   * @param folder holds adapter_config.json and adapter_model.safetensors
   */
  public record SavedAdapter(Path folder) implements Adapter {}

  /** An adapter that starts without an effect. */
  public record NewAdapter(PeftAdapter settings, Key key) implements Adapter {}

  /** A folder as it is, for inference, in the type that suits the device. */
  public static ModelSource of(Path folder) {
    return new ModelSource(
        folder, Optional.empty(), Optional.empty(), ComputeType.AUTO, Use.INFERENCE);
  }

  /** The same with random first weights. */
  public ModelSource initialised(Key key) {
    return new ModelSource(folder, Optional.of(key), adapter, compute, use);
  }

  /** The same with an adapter on the weights. */
  public ModelSource with(Adapter added) {
    return new ModelSource(folder, initialisation, Optional.of(added), compute, use);
  }

  /** The same in another type. */
  public ModelSource in(ComputeType type) {
    return new ModelSource(folder, initialisation, adapter, type, use);
  }

  /** The same for training. */
  public ModelSource forTraining() {
    return new ModelSource(folder, initialisation, adapter, compute, Use.TRAINING);
  }
}
