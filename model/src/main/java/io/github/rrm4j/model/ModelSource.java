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
 * @param wanted the head that the model must have
 */
public record ModelSource(
    Path folder,
    Optional<Key> initialisation,
    Optional<Adapter> adapter,
    ComputeType compute,
    Use use,
    Wanted wanted) {

  /** A language model. */
  public ModelSource(
      Path folder,
      Optional<Key> initialisation,
      Optional<Adapter> adapter,
      ComputeType compute,
      Use use) {
    this(folder, initialisation, adapter, compute, use, new LanguageHead());
  }

  /** The head that a model must have. */
  public sealed interface Wanted {}

  /** That of a language model. */
  public record LanguageHead() implements Wanted {}

  /**
   * That of a scalar reward model.
   *
   * @param fresh the key of a new head, which a language model's folder then gets; empty to refuse
   *     such a folder
   */
  public record ValueHead(Optional<Key> fresh) implements Wanted {}

  /** Whether the weights will move, which decides their type. */
  public enum Use {
    /** All weights are kept in the type of the forward pass. */
    INFERENCE,
    /**
     * As for inference, and the weights are laid out as the kernels of products read them: the
     * model draws and scores, and cannot be written.
     */
    DRAWING,
    /** What an optimizer moves is kept in fp32: the adapter, or all weights where there is none. */
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
    return new ModelSource(folder, Optional.of(key), adapter, compute, use, wanted);
  }

  /** The same with an adapter on the weights. */
  public ModelSource with(Adapter added) {
    return new ModelSource(folder, initialisation, Optional.of(added), compute, use, wanted);
  }

  /** The same in another type. */
  public ModelSource in(ComputeType type) {
    return new ModelSource(folder, initialisation, adapter, type, use, wanted);
  }

  /** The same for drawing and scoring alone. */
  public ModelSource forDrawing() {
    return new ModelSource(folder, initialisation, adapter, compute, Use.DRAWING, wanted);
  }

  /** The same for training. */
  public ModelSource forTraining() {
    return new ModelSource(folder, initialisation, adapter, compute, Use.TRAINING, wanted);
  }

  /** The same as a scalar reward model, which the folder must be. */
  public ModelSource asRewardModel() {
    return new ModelSource(
        folder, initialisation, adapter, compute, use, new ValueHead(Optional.empty()));
  }

  /** The same as a scalar reward model, with a new head where the folder has none. */
  public ModelSource asRewardModel(Key fresh) {
    return new ModelSource(
        folder, initialisation, adapter, compute, use, new ValueHead(Optional.of(fresh)));
  }
}
