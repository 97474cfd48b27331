package io.github.rrm4j.model;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The forward pass of one architecture, without weights: the TorchScript methods of {@code
 * decoder.torchscript} and the rotary tables.
 *
 * <p>Every ATen operator is reached this way, with autograd, and what happens between two operators
 * never becomes a Java object (see docs/decisions).
 */
public final class Decoder implements AutoCloseable {

  private static final List<String> SOURCE =
      List.of("decoder.torchscript", "gradients.torchscript", "sampling.torchscript");
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
    this.config = config;
    this.compute = compute;
    this.loraScales = loraScales;
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("layers", config.layers());
    attributes.put("heads", config.heads());
    attributes.put("kv_heads", config.kvHeads());
    attributes.put("head_dim", config.headDim());
    attributes.put("eps", config.normEps());
    attributes.put("lora_scales", loraScales);
    attributes.put("compute", Elements.number(compute));
    attributes.put("onednn", device.isGpu() || compute != DataType.FLOAT32 ? 0 : 1);
    this.module = new ScriptModule(Decoder.class, "Decoder", SOURCE, attributes, device);
    this.elements = new Elements(device);
    this.workers =
        LanguageModel.isSmall(config) && !device.isGpu() ? Workers.forEachThread() : Workers.one();
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
