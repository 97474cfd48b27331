package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.model.cuda.DeterministicAlgorithms;
import io.github.rrm4j.model.cuda.Graphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The forward pass of one architecture, without weights: the TorchScript methods of {@code
 * decoder.torchscript} and the rotary tables.
 *
 * <p>Every ATen operator is reached this way, with autograd, and what happens between two operators
 * never becomes a Java object (see docs/decisions).
 */
public final class Decoder implements AutoCloseable {

  private static final List<String> SOURCE =
      List.of(
          "decoder.torchscript",
          "gradients.torchscript",
          "sampling.torchscript",
          "prefixes.torchscript",
          "steps.torchscript",
          "devices.torchscript",
          "cpu.torchscript");
  private static final int FIRST_POSITIONS = 1024;

  /**
   * A model up to this size is run by several threads side by side; a larger one would fill
   * memory's lanes.
   */
  static final long SMALL_BYTES = 256L << 20;

  private final ModelConfig config;
  private final DataType compute;
  private final List<Double> loraScales;
  private final ScriptModule module;
  private final Elements elements;
  private final Workers workers;
  private final Kernels kernels;
  private final Device device;
  private final Optional<DeterministicAlgorithms> deterministic;
  private Optional<Graphs> graphs = Optional.empty();
  private NDList rope = new NDList();

  /**
   * @param config the architecture
   * @param compute the type of the forward pass: FLOAT32 or BFLOAT16
   * @param loraScale of each map of the adapters that will be used, 0 where there are none
   * @param device where the rotary tables live
   */
  public Decoder(ModelConfig config, DataType compute, double loraScale, Device device) {
    this(
        config,
        compute,
        Collections.nCopies(config.layers() * ModelConfig.LINEAR_MAPS.size(), loraScale),
        device);
  }

  /** The same with a scale of its own for each of the seven maps of each layer. */
  Decoder(ModelConfig config, DataType compute, List<Double> loraScales, Device device) {
    this(config, compute, loraScales, Kernels.on(device, compute, config), device);
  }

  /** The same with other operators than those of the device. */
  Decoder(
      ModelConfig config,
      DataType compute,
      List<Double> loraScales,
      Kernels kernels,
      Device device) {
    this.config = config;
    this.compute = compute;
    this.kernels = kernels.of(config);
    this.device = device;
    this.loraScales = loraScales;
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("layers", config.layers());
    attributes.put("heads", config.heads());
    attributes.put("kv_heads", config.kvHeads());
    attributes.put("head_dim", config.headDim());
    attributes.put("eps", config.normEps());
    attributes.put("lora_scales", loraScales);
    attributes.put("compute", Elements.number(compute));
    attributes.putAll(this.kernels.attributes());
    attributes.putAll(numbers(config, compute));
    this.module = new ScriptModule(Decoder.class, "Decoder", SOURCE, attributes, device);
    this.elements = new Elements(device);
    this.workers =
        LanguageModel.isSmall(config) && !device.isGpu() ? Workers.forEachThread() : Workers.one();
    this.deterministic =
        this.kernels.attention() == Kernels.Attention.FLASH
            ? DeterministicAlgorithms.find()
            : Optional.empty();
  }

  /** In which numbers architectures differ. */
  private static Map<String, Object> numbers(ModelConfig config, DataType compute) {
    Architecture architecture = config.architecture();
    Scores scores = config.scores();
    List<Integer> slides = new ArrayList<>(Collections.nCopies(config.layers(), 0));
    for (int layer = 0; layer < scores.slides().size(); layer++) {
      slides.set(layer, scores.slides().get(layer) ? 1 : 0);
    }
    double embeddingScale = architecture.scaledEmbeddings() ? Math.sqrt(config.hidden()) : 1;
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("attention_scale", scores.scale());
    numbers.put("attention_cap", scores.cap());
    numbers.put("logit_cap", scores.logitCap());
    numbers.put("window", scores.window());
    numbers.put("slides", slides);
    numbers.put("norm_offset", (double) architecture.normOffset());
    numbers.put("embedding_scale", Elements.rounded(embeddingScale, compute));
    numbers.put("gelu", architecture.gelu() ? 1 : 0);
    return numbers;
  }

  /**
   * A decoder that draws tokens in steps of fixed shapes, as one on a GPU does.
   *
   * @param graphs records the steps
   */
  public static Decoder ofFixedSteps(
      ModelConfig config, DataType compute, double loraScale, Graphs graphs, Device device) {
    Kernels kernels = Kernels.on(device, compute, config).withFixedSteps();
    int maps = config.layers() * ModelConfig.LINEAR_MAPS.size();
    List<Double> scales = Collections.nCopies(maps, loraScale);
    Decoder decoder = new Decoder(config, compute, scales, kernels, device);
    decoder.graphs = Optional.of(graphs);
    return decoder;
  }

  /** The same architecture on another device. */
  Decoder on(Device device) {
    return new Decoder(config, compute, loraScales, device);
  }

  /** The type of the forward pass. */
  public DataType compute() {
    return compute;
  }

  /** The architecture. */
  public ModelConfig config() {
    return config;
  }

  /**
   * Calls a method of the source.
   *
   * @param method its name
   * @param positions that the rotary tables must reach
   * @param arguments in the order of the method, without the rotary tables, which are added last;
   *     the result belongs to the manager of the first
   * @return the results, flattened
   */
  NDList call(String method, int positions, NDList arguments) {
    return module.call(method, false, new NDList(arguments).addAll(rotaryTables(positions)));
  }

  /** The same with deterministic algorithms, where the operators of this device need that. */
  NDList callInOrder(String method, int positions, NDList arguments) {
    return deterministic
        .map(algorithms -> algorithms.during(() -> call(method, positions, arguments)))
        .orElseGet(() -> call(method, positions, arguments));
  }

  /**
   * An argument of the forward pass in its type, cast at once; a tensor that is there twice is cast
   * once.
   *
   * @param argument arrays of one name
   * @param owner of the results
   */
  NDList cast(NDList argument, NDManager owner) {
    Map<NDArray, Integer> places = new IdentityHashMap<>();
    NDList distinct = new NDList();
    for (NDArray array : argument) {
      if (places.putIfAbsent(array, distinct.size()) == null) {
        distinct.add(array);
      }
    }
    String name = argument.get(0).getName();
    NDList results = new NDList();
    try (NDManager scope = owner.newSubManager()) {
      NDList arguments = new NDList(scope.create(0L));
      for (NDArray array : distinct) {
        NDArray renamed = array.reshape(array.getShape()); // the same memory under another name
        renamed.attach(scope);
        renamed.setName("x[]");
        arguments.add(renamed);
      }
      NDList made = call("cast_all", 1, arguments);
      made.attach(owner);
      made.forEach(array -> array.setName(name));
      argument.forEach(array -> results.add(made.get(places.get(array))));
    }
    return results;
  }

  /**
   * Where numbers are made that a method reads as such: reading one from a GPU would wait for it.
   */
  static NDManager host(NDManager scope) {
    return scope.getDevice().isGpu() ? scope.newSubManager(Device.cpu()) : scope;
  }

  /** Where passes are run. */
  Device device() {
    return device;
  }

  /** Whether products are those of oneDNN, which are faster with packed weights. */
  boolean packsWeights() {
    return kernels.onednn();
  }

  /**
   * The argument {@code w} with the weights of products and of the head in the blocks that the
   * kernels of products read. A head of a large model in fp32 that is the embeddings too stays as
   * it is, since both are needed; what is not packed is shared with {@code w}.
   *
   * @param w in the type of the forward pass
   * @param replaced is told the index of each tensor that has a packed one in its place
   * @param owner of the packed tensors
   */
  NDList packed(NDList w, IntConsumer replaced, NDManager owner) {
    NDArray embedding = w.get(0);
    boolean once = compute == DataType.FLOAT32 && !LanguageModel.isSmall(config);
    NDList packed = new NDList();
    for (int i = 0; i < w.size(); i++) {
      NDArray tensor = w.get(i);
      boolean shared = tensor == embedding && (i == 0 || once);
      if (shared || tensor.getShape().dimension() != 2) {
        packed.add(tensor);
        continue;
      }
      try (NDManager scope = owner.newSubManager()) {
        NDArray blocks = call("pack", 1, new NDList(ValuePass.nameless(scope, tensor))).get(0);
        blocks.attach(owner);
        blocks.setName(tensor.getName());
        packed.add(blocks);
      }
      replaced.accept(i);
    }
    return packed;
  }

  /** Whether tokens are drawn in steps of fixed shapes here. */
  boolean fixedSteps() {
    return kernels.fixedSteps();
  }

  /** What records steps of fixed shapes. */
  synchronized Graphs graphs() {
    if (graphs.isEmpty()) {
      graphs = Optional.of(device.isGpu() ? Graphs.of(device.getDeviceId()) : Graphs.none());
    }
    return graphs.get();
  }

  /** Threads that may run passes side by side. */
  Workers workers() {
    return workers;
  }

  /** Makes, fills and converts arrays. */
  Elements elements() {
    return elements;
  }

  /**
   * @param rows sequences generated together
   * @param time positions that it holds at first
   * @param parent the manager whose life bounds the cache's
   */
  KvCache cache(int rows, int time, NDManager parent) {
    return new KvCache(this, rows, time, parent);
  }

  /**
   * Rotary tables that reach at least so far; built when needed, since few runs use all. Shorter
   * ones stay, since another thread may be using them.
   */
  private synchronized NDList rotaryTables(int positions) {
    if (positions > config.maxPositions()) {
      throw new IllegalArgumentException(
          positions + " positions, the model has " + config.maxPositions());
    }
    if (rope.isEmpty() || rope.get(0).getShape().get(0) < positions) {
      int reach = Math.max(FIRST_POSITIONS, Integer.highestOneBit(positions) * 2);
      rope = rotaryTablesOf(Math.min(config.maxPositions(), Math.max(positions, reach)));
    }
    return rope;
  }

  /**
   * cos and sin of position times frequency, each (positions, head_dim / 2). Angles are rounded to
   * fp32 where transformers rounds them.
   */
  private NDList rotaryTablesOf(int positions) {
    int half = config.headDim() / 2;
    float[] frequencies = config.rope().frequencies(config.headDim());
    float factor = (float) config.rope().attentionFactor();
    float[] cos = new float[Math.multiplyExact(positions, half)];
    float[] sin = new float[cos.length];
    for (int position = 0; position < positions; position++) {
      for (int i = 0; i < half; i++) {
        float angle = position * frequencies[i];
        int at = position * half + i;
        cos[at] = factor * (float) Math.cos(angle);
        sin[at] = factor * (float) Math.sin(angle);
      }
    }
    Shape shape = new Shape(positions, half);
    NDList tables =
        new NDList(
            Arrays.asList(
                Weights.owned(module.manager().create(cos, shape)),
                Weights.owned(module.manager().create(sin, shape))));
    tables.forEach(table -> table.setName("rope[]"));
    return tables;
  }

  @Override
  public void close() {
    workers.close();
    elements.close();
    module.close();
  }
}
