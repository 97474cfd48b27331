package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Low-rank adapters of linear maps: y = x W^T + s (x A^T) B^T, with the scale s and the rank that
 * the {@link PeftAdapter} gives each map.
 *
 * <p>Source: Hu et al. 2021 (LoRA); tensor names as PEFT writes them. A is (rank, in), B is (out,
 * rank) and starts at 0, so that a new adapter changes nothing. The adapter of a reward model has a
 * value head besides, which is trained as a whole. Other tensors that an adapter brings whole are
 * no part of this: they take the place of the base's ({@link AdapterFile}).
 */
public final class LoraAdapter {

  private final ModelConfig config;
  private final PeftAdapter settings;
  private final Map<String, NDArray> tensors;
  private final NDManager manager;

  private LoraAdapter(
      ModelConfig config, PeftAdapter settings, Map<String, NDArray> tensors, NDManager manager) {
    this.config = config;
    this.settings = settings;
    this.tensors = tensors;
    this.manager = manager;
  }

  /**
   * A new adapter: A uniform in +-sqrt(1 / in) (PEFT's Kaiming initialisation), B zero; a value
   * head is 0 until {@link #startScore}.
   */
  public static LoraAdapter random(
      ModelConfig config, PeftAdapter settings, Key key, NDManager manager) {
    requireMaps(config, settings);
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    shapes(config, settings)
        .forEach(
            (name, shape) ->
                tensors.put(
                    name,
                    name.endsWith("lora_B.weight") || name.equals(PeftAdapter.SCORE)
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
   * Reads {@code adapter_model.safetensors}; in memory an adapter is in fp32.
   *
   * @param config of the model under the adapter: {@link AdapterFile#on}
   * @throws InvalidInput if a tensor is missing, unexpected, or of another shape or type
   */
  public static LoraAdapter read(
      ModelConfig config, PeftAdapter given, Path file, NDManager manager) {
    try (AdapterFile opened = AdapterFile.open(given, file);
        TensorStream stream = new TensorStream(manager)) {
      return new LoraAdapter(config, opened.settings(), opened.matrices(config, stream), manager);
    }
  }

  /** Reads the two files of an adapter folder. */
  static LoraAdapter read(ModelConfig config, Path folder, NDManager manager) {
    return read(config, PeftAdapter.read(folder), folder.resolve(PeftAdapter.WEIGHTS), manager);
  }

  /** The shapes of A and B of each adapted map, and of a value head. */
  static Map<String, Shape> shapes(ModelConfig config, PeftAdapter settings) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int l = 0; l < config.layers(); l++) {
      for (String map : ModelConfig.LINEAR_MAPS) {
        String module = ModelConfig.linearMap(l, map);
        if (settings.adapts(module)) {
          int rank = settings.rank(module);
          shapes.put(name(l, map, "A"), new Shape(rank, config.inputs(map)));
          shapes.put(name(l, map, "B"), new Shape(config.outputs(map), rank));
        }
      }
    }
    if (settings.task() == PeftAdapter.Task.SEQ_CLS) {
      shapes.put(PeftAdapter.SCORE, new Shape(1, config.hidden()));
    }
    return shapes;
  }

  /** A new adapter is on nothing but linear maps. */
  private static void requireMaps(ModelConfig config, PeftAdapter settings) {
    Set<String> unused = new TreeSet<>(settings.targetModules());
    for (int l = 0; l < config.layers(); l++) {
      for (String map : ModelConfig.LINEAR_MAPS) {
        String module = ModelConfig.linearMap(l, map);
        unused.removeIf(target -> PeftAdapter.means(target, module));
      }
    }
    if (!unused.isEmpty()) {
      throw InvalidInput.of(
          "adapter: the target modules %s are no linear maps of this model, which has %s in %d layers",
          unused, ModelConfig.LINEAR_MAPS, config.layers());
    }
  }

  private static String name(int layer, String map, String side) {
    String module = ModelConfig.linearMap(layer, map);
    return side.equals("A") ? PeftAdapter.loraA(module) : PeftAdapter.loraB(module);
  }

  /** Rank, scale and adapted maps. */
  public PeftAdapter settings() {
    return settings;
  }

  /** The scale of each of the seven maps of each layer, 0 where one is not adapted. */
  List<Double> scales() {
    List<Double> scales = new ArrayList<>();
    for (int l = 0; l < config.layers(); l++) {
      for (String map : ModelConfig.LINEAR_MAPS) {
        String module = ModelConfig.linearMap(l, map);
        boolean adapted = tensors.containsKey(PeftAdapter.loraA(module));
        scales.add(adapted ? settings.scale(module) : 0.0);
      }
    }
    return scales;
  }

  /** Those of a model that may have no adapter. */
  static List<Double> scales(Optional<LoraAdapter> adapter, ModelConfig config) {
    int maps = config.layers() * ModelConfig.LINEAR_MAPS.size();
    return adapter.map(LoraAdapter::scales).orElseGet(() -> Collections.nCopies(maps, 0.0));
  }

  /** The tensors by their PEFT names. */
  public Map<String, NDArray> tensors() {
    return tensors;
  }

  /** The value head, (1, hidden), of the adapter of a reward model. */
  Optional<NDArray> score() {
    return Optional.ofNullable(tensors.get(PeftAdapter.SCORE));
  }

  /** Gives the value head the values that the base's has. */
  void startScore(Weights base, Elements elements) {
    Shape flat = new Shape(config.hidden());
    try (NDArray from = base.tensors().get(Head.SCORE).reshape(flat);
        NDArray into = tensors.get(PeftAdapter.SCORE).reshape(flat)) {
      elements.put(into, from, 0);
    }
  }

  /**
   * Adds s B A to a weight that the adapter has a part of.
   *
   * @param name such as {@code model.layers.0.mlp.up_proj.weight}
   * @param weight (out, in), fp32
   */
  void addTo(String name, NDArray weight) {
    String module = name.replaceFirst("\\.weight$", "");
    if (tensors.containsKey(PeftAdapter.loraA(module))) {
      NDArray a = tensors.get(PeftAdapter.loraA(module));
      NDArray b = tensors.get(PeftAdapter.loraB(module));
      try (NDArray product = b.matMul(a)) { // (out, in)
        weight.addi(product.muli(settings.scale(module)));
      }
    }
  }

  /** A second set of tensors with the same values, owned by {@code owner} and on its device. */
  LoraAdapter copy(NDManager owner) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> copies.put(name, owner.zeros(tensor.getShape())));
    try (Elements elements = new Elements(owner.getDevice())) {
      ModelReplica.copy(tensors, copies, elements);
    }
    return new LoraAdapter(config, settings, copies, owner);
  }

  /** What {@code adapter_model.safetensors} holds. */
  public List<TensorToWrite> toWrite() {
    return TensorStream.inFp32(tensors);
  }

  /** The tensors as the argument {@code lora} of the forward pass. */
  NDList argument() {
    return inOrder(tensors, "lora", manager);
  }

  /**
   * Zeros to which the gradients of the tensors are added.
   *
   * @param manager owns them
   */
  Gradients gradients(Elements elements, NDManager manager) {
    Map<String, NDArray> sums = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> sums.put(name, manager.zeros(tensor.getShape())));
    return new Gradients(
        sums, Gradients.none("gw", manager), inOrder(sums, "gl", manager), elements);
  }

  /** A and B of each map of each layer, an empty array where a map is not adapted. */
  private NDList inOrder(Map<String, NDArray> named, String listName, NDManager owner) {
    NDArray absent = owner.create(new float[0]);
    NDList list = new NDList();
    for (int l = 0; l < config.layers(); l++) {
      for (String map : ModelConfig.LINEAR_MAPS) {
        for (String side : List.of("A", "B")) {
          NDArray tensor = named.getOrDefault(name(l, map, side), absent);
          NDArray argument =
              tensor.reshape(tensor.getShape()); // the same memory under another name
          argument.attach(owner);
          argument.setName(listName + "[]");
          list.add(argument);
        }
      }
    }
    return list;
  }

  /** The argument that says that there is no adapter. */
  static NDList none(NDManager manager) {
    return Gradients.none("lora", manager);
  }
}
