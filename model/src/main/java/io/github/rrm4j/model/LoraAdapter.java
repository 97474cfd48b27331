package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Low-rank adapters of linear maps: y = x W^T + (alpha / rank) (x A^T) B^T.
 *
 * <p>Source: Hu et al. 2021 (LoRA); tensor names as PEFT writes them. A is (rank, in), B is (out,
 * rank) and starts at 0, so that a new adapter changes nothing.
 */
public final class LoraAdapter {

  private final ModelConfig config;
  private final PeftAdapter settings;
  private final Map<String, NDArray> tensors;
  private final NDArray absent;

  private LoraAdapter(
      ModelConfig config, PeftAdapter settings, Map<String, NDArray> tensors, NDManager manager) {
    this.config = config;
    this.settings = settings;
    this.tensors = tensors;
    this.absent = manager.create(new float[0]);
  }

  /** A new adapter: A uniform in +-sqrt(1 / in) (PEFT's Kaiming initialisation), B zero. */
  public static LoraAdapter random(
      ModelConfig config, PeftAdapter settings, Key key, NDManager manager) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    shapes(config, settings)
        .forEach(
            (name, shape) ->
                tensors.put(
                    name,
                    name.endsWith("lora_B.weight")
                        ? manager.zeros(shape)
                        : Weights.owned(manager.create(uniform(key.with(name), shape), shape))));
    return new LoraAdapter(config, settings, tensors, manager);
  }

  private static float[] uniform(Key key, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    double bound = Math.sqrt(1.0 / shape.get(1));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * key.uniform(i) - 1) * bound);
    }
    return values;
  }

  /**
   * Reads {@code adapter_model.safetensors}.
   *
   * @throws InvalidInput if a tensor is missing, unexpected, or of another shape or type
   */
  public static LoraAdapter read(
      ModelConfig config, PeftAdapter settings, Path file, NDManager manager) {
    Map<String, Shape> wanted = shapes(config, settings);
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    try (Safetensors safetensors = Safetensors.open(file)) {
      List<String> problems = new ArrayList<>();
      for (String name : safetensors.tensors().keySet()) {
        if (!wanted.containsKey(name)) {
          problems.add("unexpected tensor '" + name + "'");
        }
      }
      wanted.forEach(
          (name, shape) -> {
            if (!safetensors.tensors().containsKey(name)) {
              problems.add("missing tensor '" + name + "'");
            } else if (!Arrays.equals(safetensors.tensors().get(name).shape(), shape.getShape())) {
              problems.add("'" + name + "' must have shape " + shape);
            } else if (safetensors.tensors().get(name).dtype() != DType.F32) {
              DType dtype = safetensors.tensors().get(name).dtype();
              problems.add("'" + name + "' is " + dtype + ", must be F32");
            } else {
              tensors.put(
                  name,
                  Weights.owned(
                      manager.create(
                          safetensors.data(name).asFloatBuffer(), shape, DataType.FLOAT32)));
            }
          });
      if (!problems.isEmpty()) {
        throw new InvalidInput(file + ": " + String.join("; ", problems));
      }
    }
    return new LoraAdapter(config, settings, tensors, manager);
  }

  private static Map<String, Shape> shapes(ModelConfig config, PeftAdapter settings) {
    for (String target : settings.targetModules()) {
      if (!ModelConfig.LINEAR_MAPS.contains(target)) {
        throw new InvalidInput(
            "adapter: the target module '%s' is none of %s"
                .formatted(target, ModelConfig.LINEAR_MAPS));
      }
    }
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int l = 0; l < config.layers(); l++) {
      for (String map : ModelConfig.LINEAR_MAPS) {
        if (settings.targetModules().contains(map)) {
          shapes.put(name(l, map, "A"), new Shape(settings.rank(), config.inputs(map)));
          shapes.put(name(l, map, "B"), new Shape(config.outputs(map), settings.rank()));
        }
      }
    }
    return shapes;
  }

  private static String name(int layer, String map, String side) {
    String module = ModelConfig.linearMap(layer, map);
    return side.equals("A") ? PeftAdapter.loraA(module) : PeftAdapter.loraB(module);
  }

  /** Rank, scale and adapted maps. */
  public PeftAdapter settings() {
    return settings;
  }

  /** The tensors by their PEFT names. */
  public Map<String, NDArray> tensors() {
    return tensors;
  }

  /** What {@code adapter_model.safetensors} holds. */
  public List<TensorToWrite> toWrite() {
    return Weights.toWrite(tensors);
  }

  /** The tensors as the argument {@code lora} of the forward pass. */
  NDList argument() {
    NDList list = new NDList();
    for (int l = 0; l < config.layers(); l++) {
      for (String map : ModelConfig.LINEAR_MAPS) {
        list.add(tensors.getOrDefault(name(l, map, "A"), absent));
        list.add(tensors.getOrDefault(name(l, map, "B"), absent));
      }
    }
    list.forEach(tensor -> tensor.setName("lora[]"));
    return list;
  }

  /** The argument that says that there is no adapter. */
  static NDList none(NDManager manager) {
    NDArray absent = manager.create(new float[0]);
    absent.setName("lora[]");
    return new NDList(absent);
  }
}
