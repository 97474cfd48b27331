package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.model.TokenSampler.Draw;
import io.github.rrm4j.model.TokenSampler.Shaping;
import io.github.rrm4j.model.cuda.Graphs;
import io.github.rrm4j.model.cuda.RecordedSteps;
import java.util.Arrays;

/**
 * Draws tokens with fixed shapes: all steps have the same arrays and attend to a whole block of the
 * cache, so that a device can record a step once and play it again. Which tokens come is a function
 * of the same numbers as in {@link TokenSampler#decode}; only rounding differs.
 *
 * <p>For one rollout. The arrays belong to the cache: they are made again when it grows or gives
 * rows up.
 */
public final class StepDecoder implements AutoCloseable {

  /** Positions by which what is attended to grows; the kernels want a multiple of 8. */
  private static final int BLOCK = 256;

  /** Recordings that are kept: those of a long rollout and of the slots that it ends with. */
  private static final int RECORDINGS = 8;

  private final Decoder decoder;
  private final NDList model;
  private final Shaping shaping;
  private final int steps;
  private final Graphs graphs;
  private final RecordedSteps recorded;
  private final NDManager parent;
  private NDManager own;
  private int version;
  private NDList state = new NDList();
  private NDArray drawn;
  private NDArray chances;
  private NDList constants = new NDList();

  /**
   * @param model the weights, ready for drawing, and the adapter
   * @param steps most tokens of a call
   */
  StepDecoder(
      Decoder decoder, NDList model, Shaping shaping, int steps, Graphs graphs, NDManager parent) {
    this.decoder = decoder;
    this.model = model;
    this.shaping = shaping;
    this.steps = steps;
    this.graphs = graphs;
    this.recorded = new RecordedSteps(graphs, RECORDINGS);
    this.parent = parent;
    this.own = parent.newSubManager();
  }

  /** The most tokens of a call. */
  public int steps() {
    return steps;
  }

  /** Positions that a cache must have so that so many of them can be attended to. */
  public static int room(int positions) {
    return (positions + BLOCK - 1) / BLOCK * BLOCK;
  }

  /**
   * Some tokens further for each row of the cache.
   *
   * @param tokens (rows), the tokens drawn last
   * @param positions (rows), where they stand in their sequences
   * @param uniforms (rows, count), numbers in [0, 1) to draw with, row by row
   * @param forced (rows, count), the ids of tokens that are given, -1 where one is drawn; the
   *     log-prob beside a given one is that of the token that was drawn in vain
   * @param count at most {@link #steps()}
   */
  public Draw decode(
      long[] tokens, long[] positions, double[] uniforms, long[] forced, int count, KvCache cache) {
    int last = Math.toIntExact(Arrays.stream(positions).max().orElseThrow());
    int block = Math.min(cache.time(), room(last + count));
    if (last + count > cache.time()) {
      throw new IllegalArgumentException(
          (last + count) + " positions, the cache has " + cache.time());
    }
    follow(cache);
    return graphs.within(
        () -> {
          load(tokens, positions, uniforms, forced, count);
          RecordedSteps.Shape shape = new RecordedSteps.Shape(tokens.length, block);
          for (int i = 0; i < count; i++) {
            recorded.run(shape, () -> step(block, cache));
          }
          return read(tokens.length, count);
        });
  }

  /** Makes the arrays again where the cache's are others than before. */
  private void follow(KvCache cache) {
    if (!state.isEmpty() && version == cache.version()) {
      return;
    }
    recorded.forget();
    own.close();
    own = parent.newSubManager();
    version = cache.version();
    int rows = cache.rows();
    state =
        new NDList(
            own.zeros(new Shape(rows), DataType.INT64),
            own.zeros(new Shape(rows), DataType.INT64),
            own.zeros(new Shape(1), DataType.INT64),
            own.zeros(new Shape(rows, steps), DataType.FLOAT64),
            own.zeros(new Shape(rows, steps), DataType.INT64));
    drawn = own.zeros(new Shape(rows, steps), DataType.INT64);
    chances = own.zeros(new Shape(rows, steps), DataType.FLOAT32);
    NDManager host = Decoder.host(own);
    constants =
        new NDList(host.create((float) shaping.temperature()), TokenSampler.shape(host, shaping));
  }

  private void load(long[] tokens, long[] positions, double[] uniforms, long[] forced, int count) {
    int rows = tokens.length;
    double[] numbers = new double[rows * steps];
    long[] given = new long[rows * steps];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(uniforms, row * count, numbers, row * steps, count);
      System.arraycopy(forced, row * count, given, row * steps, count);
    }
    try (NDManager scope = own.newSubManager()) {
      NDManager host = Decoder.host(scope);
      NDList arguments = new NDList(state);
      arguments.add(host.create(tokens));
      arguments.add(host.create(positions));
      arguments.add(host.create(numbers, new Shape(rows, steps)));
      arguments.add(host.create(given, new Shape(rows, steps)));
      decoder.call("load", 1, arguments).forEach(NDArray::close);
    }
  }

  private void step(int block, KvCache cache) {
    try (NDManager scope = own.newSubManager()) {
      NDList arguments = new NDList(state);
      arguments.add(drawn);
      arguments.add(chances);
      arguments.add(Decoder.host(scope).create((long) block));
      arguments.addAll(constants).addAll(cache.argument()).addAll(model);
      int positions = Math.min(block, decoder.config().maxPositions());
      decoder.call("step", positions, arguments).forEach(NDArray::close);
    }
  }

  private Draw read(int rows, int count) {
    long[] tokens = drawn.toLongArray();
    float[] logprobs = chances.toFloatArray();
    long[] taken = new long[rows * count];
    float[] its = new float[rows * count];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(tokens, row * steps, taken, row * count, count);
      System.arraycopy(logprobs, row * steps, its, row * count, count);
    }
    return new Draw(taken, its, count);
  }

  @Override
  public void close() {
    recorded.close();
    own.close();
  }
}
