package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a decoder under their Hugging Face names, owned by the manager that they were made
 * with: in fp32 where they are trained, in the type of the forward pass where they are not.
 */
public final class Weights {

  private final Map<String, NDArray> tensors;
  private final DataType type;

  private Weights(Map<String, NDArray> tensors, DataType type) {
    this.tensors = tensors;
    this.type = type;
  }

  /**
   * First values: matrices normal with the standard deviation that config.json gives as
   * initializer_range, biases 0, scales 1. Each number is a function of the key, the tensor's name
   * and its index.
   *
   * @param type of the elements
   */
  public static Weights random(ModelConfig config, Key key, DataType type, NDManager manager) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    try (Elements elements = new Elements(manager.getDevice())) {
      for (TensorSpec spec : config.tensors()) {
        Shape shape = shape(spec);
        try (NDArray values =
            switch (spec.role()) {
              case BIAS -> manager.zeros(shape);
              case SCALE -> manager.ones(shape);
              case MATRIX ->
                  manager.create(
                      gaussian(key.with(spec.name()), config.initializerRange(), shape), shape);
            }) {
          tensors.put(spec.name(), elements.cast(values, type, manager));
        }
      }
    }
    return new Weights(tensors, type);
  }

  private static float[] gaussian(Key key, double std, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (std * key.gaussian(i));
    }
    return values;
  }

  /**
   * Compares the headers of a folder's weights with what config.json needs, without reading them.
   *
   * @throws InvalidInput naming every missing, unexpected and mis-shaped tensor
   */
  public static void check(ModelConfig config, HuggingFaceFolder folder) {
    Map<String, long[]> wanted = new LinkedHashMap<>();
    config.tensors().forEach(spec -> wanted.put(spec.name(), shape(spec).getShape()));
    TensorFit fit = new TensorFit(wanted);
    if (config.tiedEmbeddings()) {
      fit.ignore("lm_head.weight");
    }
    for (Path file : folder.weightFiles()) {
      try (Safetensors safetensors = Safetensors.open(file)) {
        safetensors.tensors().values().forEach(fit::add);
      }
    }
    fit.require(folder.path(), "tensors of config.json");
  }

  /**
   * Reads the weights of a Hugging Face folder, once all of their headers are known to fit.
   *
   * @param type of the elements in memory
   * @throws InvalidInput naming every missing, unexpected and mis-shaped tensor
   */
  public static Weights read(
      ModelConfig config, HuggingFaceFolder folder, DataType type, NDManager manager) {
    check(config, folder);
    List<Path> files = folder.weightFiles();
    Set<String> wanted = new LinkedHashSet<>();
    config.tensors().forEach(spec -> wanted.add(spec.name()));
    Map<String, NDArray> found = new HashMap<>();
    try (TensorStream stream = new TensorStream(manager)) {
      for (Path file : files) {
        try (Safetensors safetensors = Safetensors.open(file)) {
          for (TensorInfo info : safetensors.tensors().values()) {
            if (wanted.contains(info.name())) {
              found.put(info.name(), stream.read(safetensors, info, type));
            }
          }
        }
      }
    }
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    wanted.forEach(name -> ordered.put(name, found.get(name)));
    return new Weights(ordered, type);
  }

  /** A second set of tensors with the same values in a type, owned by {@code manager}. */
  public Weights copy(DataType type, NDManager manager) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    try (Elements elements = new Elements(manager.getDevice())) {
      tensors.forEach((name, tensor) -> copies.put(name, elements.cast(tensor, type, manager)));
    }
    return new Weights(copies, type);
  }

  /** The type of the elements; to DJL that of a bf16 array is unknown. */
  public DataType type() {
    return type;
  }

  /** The tensors by name, in the order of {@link ModelConfig#tensors()}. */
  public Map<String, NDArray> tensors() {
    return tensors;
  }

  /**
   * The tensors as the argument {@code w} of the forward pass, a tied head in its own place.
   *
   * @param absent stands where the architecture has no tensor
   */
  NDList argument(ModelConfig config, NDArray absent) {
    NDList list = new NDList();
    config.forwardOrder().forEach(name -> list.add(tensors.getOrDefault(name, absent)));
    list.forEach(tensor -> tensor.setName("w[]"));
    return list;
  }

  /** What a safetensors file of these weights holds, in fp32. */
  public List<TensorToWrite> toWrite() {
    return TensorStream.inFp32(tensors);
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

  private static Shape shape(TensorSpec spec) {
    return new Shape(spec.shape().stream().mapToLong(Integer::longValue).toArray());
  }
}
