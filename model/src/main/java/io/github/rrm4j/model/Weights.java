package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a decoder under their Hugging Face names, owned by the manager that they were made
 * with: in fp32 where they are trained, in the type of the forward pass where they are not.
 */
public final class Weights {

  /** First values that are made at a time: all of a large tensor would be held twice. */
  private static final int PART = 1 << 22;

  private final FusedTensors fused;
  private final DataType type;
  private final boolean packed;

  private Weights(FusedTensors fused, DataType type) {
    this(fused, type, false);
  }

  private Weights(FusedTensors fused, DataType type, boolean packed) {
    this.fused = fused;
    this.type = type;
    this.packed = packed;
  }

  /**
   * Weights that are all 0.
   *
   * @param type of the elements
   */
  public static Weights zeros(ModelConfig config, DataType type, NDManager manager) {
    try (Elements elements = new Elements(manager.getDevice())) {
      return new Weights(FusedTensors.zeros(config, "w", type, elements, manager), type);
    }
  }

  /**
   * First values: matrices normal with the standard deviation that config.json gives as
   * initializer_range, biases 0, scales such that they multiply by 1. Each number is a function of
   * the key, the tensor's name and its index.
   *
   * @param type of the elements
   */
  public static Weights random(ModelConfig config, Key key, DataType type, NDManager manager) {
    try (Elements elements = new Elements(manager.getDevice())) {
      FusedTensors fused = FusedTensors.zeros(config, "w", type, elements, manager);
      for (TensorSpec spec : config.tensors()) {
        Key own = key.with(spec.name());
        fill(
            fused.tensors().get(spec.name()),
            elements,
            (from, flat) ->
                switch (spec.role()) {
                  case BIAS -> manager.zeros(flat);
                  case SCALE -> manager.full(flat, 1 - config.architecture().normOffset());
                  case MATRIX ->
                      manager.create(gaussian(own, config.initializerRange(), from, flat));
                });
      }
      return new Weights(fused, type);
    }
  }

  /**
   * Weights for measurements: as {@link #random}, but scales near 1, biases near 0, and drawn by
   * the engine on its device, which is fast and not repeated by a seed.
   *
   * @param type of the elements
   */
  public static Weights drawn(ModelConfig config, DataType type, NDManager manager) {
    try (Elements elements = new Elements(manager.getDevice())) {
      FusedTensors fused = FusedTensors.zeros(config, "w", type, elements, manager);
      for (TensorSpec spec : config.tensors()) {
        fill(
            fused.tensors().get(spec.name()),
            elements,
            (from, flat) -> {
              NDArray values = manager.randomNormal(flat).muli(config.initializerRange());
              return spec.role() == ModelConfig.Role.SCALE ? values.addi(1) : values;
            });
      }
      return new Weights(fused, type);
    }
  }

  /** The first values of a part of a tensor. */
  private interface Part {

    /**
     * @param from the index of its first element
     * @param flat (n)
     * @return (n), in fp32
     */
    NDArray of(long from, Shape flat);
  }

  private static void fill(NDArray tensor, Elements elements, Part part) {
    long size = tensor.size();
    try (NDArray into = tensor.reshape(new Shape(size))) {
      for (long from = 0; from < size; from += PART) {
        try (NDArray values = part.of(from, new Shape(Math.min(PART, size - from)))) {
          elements.put(into, values, from);
        }
      }
    }
  }

  private static float[] gaussian(Key key, double std, long from, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (std * key.gaussian(from + i));
    }
    return values;
  }

  /**
   * Compares the headers of a folder's weights with what config.json needs, without reading them.
   *
   * @throws InvalidInput naming every missing, unexpected and mis-shaped tensor
   */
  public static void check(ModelConfig config, HuggingFaceFolder folder) {
    WeightFiles.open(config, folder).close();
  }

  /**
   * Reads the weights of a Hugging Face folder, once all of their headers are known to fit.
   *
   * @param type of the elements in memory
   * @throws InvalidInput naming every missing, unexpected and mis-shaped tensor
   */
  public static Weights read(
      ModelConfig config, HuggingFaceFolder folder, DataType type, NDManager manager) {
    try (WeightFiles files = WeightFiles.open(config, folder)) {
      files.requireTied(config);
      return read(config, files, Key.of(0, Head.SCORE), type, manager);
    }
  }

  /**
   * Reads weights from open files. A value head that they do not have gets first values, normal
   * with the standard deviation that config.json gives as initializer_range.
   *
   * @param head the key of a new value head
   */
  static Weights read(
      ModelConfig config, WeightFiles files, Key head, DataType type, NDManager manager) {
    try (Elements elements = new Elements(manager.getDevice());
        TensorStream stream = new TensorStream(manager)) {
      FusedTensors fused = FusedTensors.zeros(config, "w", type, elements, manager);
      fused
          .tensors()
          .forEach(
              (name, tensor) -> {
                if (files.has(name)) {
                  files.read(name, stream, tensor);
                  return;
                }
                Key own = head.with(Head.SCORE);
                fill(
                    tensor,
                    elements,
                    (from, flat) ->
                        manager.create(gaussian(own, config.initializerRange(), from, flat)));
              });
      return new Weights(fused, type);
    }
  }

  /** A second set of tensors with the same values in a type, owned by {@code manager}. */
  public Weights copy(ModelConfig config, DataType type, NDManager manager) {
    try (Elements elements = new Elements(manager.getDevice())) {
      FusedTensors copies = FusedTensors.zeros(config, "w", type, elements, manager);
      ModelReplica.copy(tensors(), copies.tensors(), elements);
      return new Weights(copies, type);
    }
  }

  /**
   * These weights with those of products in the blocks that kernels read, in the place of the plain
   * ones, which are freed; their names are gone.
   *
   * @param manager owns the packed tensors
   */
  Weights packed(Decoder decoder, NDManager manager) {
    return new Weights(fused.packed(decoder, manager), type, true);
  }

  /** Whether those of products are packed. */
  boolean packed() {
    return packed;
  }

  /** The type of the elements; to DJL that of a bf16 array is unknown. */
  public DataType type() {
    return type;
  }

  /**
   * The tensors by name, in the order of {@link ModelConfig#tensors()}.
   *
   * @throws IllegalStateException if they are packed, and so have lost their names
   */
  public Map<String, NDArray> tensors() {
    if (packed) {
      throw new IllegalStateException(
          "the weights are packed for drawing; open the model for training to move or write them");
    }
    return fused.tensors();
  }

  /** The argument {@code w} of the forward pass. */
  NDList argument() {
    return fused.arguments();
  }

  /** What a safetensors file of these weights holds, in fp32. */
  public List<TensorToWrite> toWrite() {
    return TensorStream.inFp32(tensors());
  }

  /**
   * Moves a new array into memory of PyTorch's own allocator: an array made from Java memory keeps
   * its alignment, which differs from run to run and could change the rounding of a product.
   */
  static NDArray owned(NDArray fromJava) {
    try (fromJava) {
      return fromJava.duplicate();
    }
  }

  static Shape shape(TensorSpec spec) {
    return new Shape(spec.shape().stream().mapToLong(Integer::longValue).toArray());
  }
}
