package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The tensors of a decoder under their Hugging Face names, in fp32, owned by the manager that they
 * were made with.
 */
public final class Weights {

  private final Map<String, NDArray> tensors;

  private Weights(Map<String, NDArray> tensors) {
    this.tensors = tensors;
  }

  /**
   * First values: matrices normal with the standard deviation that config.json gives as
   * initializer_range, biases 0, scales 1. Each number is a function of the key, the tensor's name
   * and its index.
   */
  public static Weights random(ModelConfig config, Key key, NDManager manager) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : config.tensors()) {
      Shape shape = shape(spec);
      tensors.put(
          spec.name(),
          switch (spec.role()) {
            case BIAS -> manager.zeros(shape);
            case SCALE -> manager.ones(shape);
            case MATRIX ->
                owned(
                    manager.create(
                        gaussian(key.with(spec.name()), config.initializerRange(), shape), shape));
          });
    }
    return new Weights(tensors);
  }

  private static float[] gaussian(Key key, double std, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (std * key.gaussian(i));
    }
    return values;
  }

  /**
   * Reads the weights of a Hugging Face folder.
   *
   * @throws InvalidInput naming every missing, unexpected and mis-shaped tensor
   */
  public static Weights read(ModelConfig config, HuggingFaceFolder folder, NDManager manager) {
    Map<String, TensorSpec> wanted = new LinkedHashMap<>();
    config.tensors().forEach(spec -> wanted.put(spec.name(), spec));
    Map<String, NDArray> found = new LinkedHashMap<>();
    TreeSet<String> missing = new TreeSet<>(wanted.keySet());
    List<String> problems = new ArrayList<>();
    for (Path file : folder.weightFiles()) {
      try (Safetensors safetensors = Safetensors.open(file)) {
        for (TensorInfo info : safetensors.tensors().values()) {
          missing.remove(info.name());
          TensorSpec spec = wanted.get(info.name());
          if (spec == null) {
            if (!(config.tiedEmbeddings() && info.name().equals("lm_head.weight"))) {
              problems.add("unexpected tensor '" + info.name() + "'");
            }
          } else if (info.dtype() != DType.F32) {
            problems.add("'" + info.name() + "' is " + info.dtype() + ", must be F32");
          } else if (!Arrays.equals(shape(spec).getShape(), info.shape())) {
            problems.add(
                "'%s' has shape %s, must be %s"
                    .formatted(info.name(), Arrays.toString(info.shape()), spec.shape()));
          } else {
            FloatBuffer values = safetensors.data(info.name()).asFloatBuffer();
            found.put(info.name(), owned(manager.create(values, shape(spec), DataType.FLOAT32)));
          }
        }
      }
    }
    missing.forEach(name -> problems.add("missing tensor '" + name + "'"));
    if (!problems.isEmpty()) {
      throw new InvalidInput(
          "%s: %s (found %d of the %d tensors of config.json)"
              .formatted(folder.path(), String.join("; ", problems), found.size(), wanted.size()));
    }
    Map<String, NDArray> ordered = new LinkedHashMap<>();
    wanted.keySet().forEach(name -> ordered.put(name, found.get(name)));
    return new Weights(ordered);
  }

  /** A second set of tensors with the same values, owned by {@code manager}. */
  public Weights copy(NDManager manager) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          NDArray copy = tensor.duplicate();
          copy.attach(manager);
          copies.put(name, copy);
        });
    return new Weights(copies);
  }

  /** The tensors by name, in the order of {@link ModelConfig#tensors()}. */
  public Map<String, NDArray> tensors() {
    return tensors;
  }

  /** The tensors as the argument {@code w} of the forward pass, a tied head in its own place. */
  NDList argument(ModelConfig config) {
    NDList list = new NDList(tensors.values());
    if (config.tiedEmbeddings()) {
      list.add(2, list.get(0));
    }
    list.forEach(tensor -> tensor.setName("w[]"));
    return list;
  }

  /** What a safetensors file of these weights holds. */
  public List<TensorToWrite> toWrite() {
    return toWrite(tensors);
  }

  static List<TensorToWrite> toWrite(Map<String, NDArray> tensors) {
    List<TensorToWrite> all = new ArrayList<>();
    tensors.forEach(
        (name, tensor) ->
            all.add(
                new TensorToWrite(
                    name,
                    DType.F32,
                    tensor.getShape().getShape(),
                    () -> tensor.toByteBuffer(false))));
    return all;
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
