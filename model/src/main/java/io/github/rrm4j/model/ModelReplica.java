package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Optional;

/**
 * A copy of a model on another device, in the type of the forward pass. It keeps the numbers that
 * it has until it is told to take over those of the original.
 */
public final class ModelReplica implements AutoCloseable {

  private final LanguageModel original;
  private final Decoder decoder;
  private final LanguageModel model;
  private final NDManager manager;

  /**
   * Copies a model.
   *
   * @param parent its life bounds that of the copy
   */
  public ModelReplica(LanguageModel original, Device device, NDManager parent) {
    this.original = original;
    this.manager = parent.newSubManager(device);
    this.decoder = original.decoder().on(device);
    Weights weights = original.weights().copy(original.config(), decoder.compute(), manager);
    Optional<LoraAdapter> adapter = original.adapter().map(lora -> lora.copy(manager));
    this.model = new LanguageModel("the model on " + device, decoder, weights, adapter, manager);
  }

  /** The copy. */
  public LanguageModel model() {
    return model;
  }

  /** Takes over what is trained: the adapter where there is one, all weights otherwise. */
  public void refresh() {
    copy(original.trainable(), model.trainable(), decoder.elements());
  }

  /**
   * Copies tensors into others of the same names and shapes, of any type and on any device.
   *
   * @param elements of the device that is copied to
   */
  static void copy(Map<String, NDArray> from, Map<String, NDArray> into, Elements elements) {
    from.forEach(
        (name, tensor) -> {
          Shape flat = new Shape(tensor.getShape().size());
          try (NDArray source = tensor.reshape(flat);
              NDArray target = into.get(name).reshape(flat)) {
            elements.put(target, source, 0);
          }
        });
  }

  @Override
  public void close() {
    decoder.close();
    manager.close();
  }
}
