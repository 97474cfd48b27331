package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Keys and values of each layer, (rows, kv_heads, time, head_dim), where index in time is the
 * position in the sequence, or what is beyond its prefix where rows share {@link Prefixes}. Entries
 * past a row's last position hold nothing of meaning.
 *
 * <p>Made for all rows at once and written in place; only {@link #grow}, {@link #widen} and {@link
 * #select} make new tensors, layer by layer.
 */
public final class KvCache implements AutoCloseable {

  private final Decoder decoder;
  private final NDManager manager;
  private NDList tensors = new NDList();
  private int rows;
  private int time;
  private int version;

  KvCache(Decoder decoder, int rows, int time, NDManager parent) {
    this.decoder = decoder;
    this.manager = parent.newSubManager();
    this.rows = rows;
    this.time = time;
    for (int i = 0; i < 2 * decoder.config().layers(); i++) {
      add(zeros());
    }
  }

  private NDArray zeros() {
    ModelConfig config = decoder.config();
    Shape shape = new Shape(rows, config.kvHeads(), time, config.headDim());
    return decoder.elements().zeros(shape, decoder.compute(), manager);
  }

  private void add(NDArray tensor) {
    tensor.setName("cache[]");
    tensors.add(tensor);
  }

  /**
   * What a position of one row takes, keys and values of all layers.
   *
   * @param elementBytes of the type of the forward pass
   */
  public static long bytesPerToken(ModelConfig config, int elementBytes) {
    return 2L * config.layers() * config.kvHeads() * config.headDim() * elementBytes;
  }

  /** What its tensors take. */
  public long bytes() {
    return rows * (long) time * bytesPerToken(decoder.config(), decoder.compute().getNumOfBytes());
  }

  /** Sequences that it holds. */
  public int rows() {
    return rows;
  }

  /** Positions of each. */
  public int time() {
    return time;
  }

  /** Changes when the tensors are others than before. */
  int version() {
    return version;
  }

  /** Makes room for more positions; what is held stays. */
  public void grow(int positions) {
    if (positions > time) {
      int held = time;
      time = positions;
      rebuild(IntStream.range(0, rows).toArray(), held);
    }
  }

  /** Makes room for more rows behind those that there are; what is held stays. */
  public void widen(int more) {
    if (more > rows) {
      int[] kept = IntStream.range(0, rows).toArray();
      rows = more;
      rebuild(kept, time);
    }
  }

  /** Only these rows from now on, in this order. */
  public void select(int[] kept) {
    rows = kept.length;
    rebuild(kept, time);
  }

  /**
   * New tensors of the present size with some rows of those before.
   *
   * @param kept rows of those before, in their new order
   * @param held positions that are copied
   */
  private void rebuild(int[] kept, int held) {
    NDList before = tensors;
    version++;
    tensors = new NDList();
    try (NDManager scope = manager.newSubManager()) {
      NDArray from = scope.create(longs(kept));
      NDArray to = scope.create(longs(IntStream.range(0, kept.length).toArray()));
      for (NDArray tensor : before) {
        NDArray made = zeros();
        add(made);
        copy(scope, from, to, held, new NDList(tensor), new NDList(made));
        tensor.close(); // at once: both caches whole would take twice the memory
      }
    }
  }

  /**
   * Takes over the first positions of rows of another cache.
   *
   * @param from rows of the other
   * @param to rows of this one, as many
   * @param positions that are copied
   */
  public void take(KvCache other, int[] from, int[] to, int positions) {
    try (NDManager scope = manager.newSubManager()) {
      copy(
          scope,
          scope.create(longs(from)),
          scope.create(longs(to)),
          positions,
          other.tensors,
          tensors);
    }
  }

  private void copy(
      NDManager scope, NDArray from, NDArray to, int positions, NDList source, NDList into) {
    NDList arguments = new NDList(from, to, Decoder.host(scope).create((long) positions));
    arguments.addAll(named("source[]", source, scope));
    decoder.call("place", 1, arguments.addAll(into));
  }

  /** The tensors under another name, in the same memory. */
  private static NDList named(String name, NDList tensors, NDManager scope) {
    NDList renamed = new NDList();
    for (NDArray tensor : tensors) {
      NDArray other = tensor.reshape(tensor.getShape());
      other.attach(scope);
      other.setName(name);
      renamed.add(other);
    }
    return renamed;
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  NDList argument() {
    return tensors;
  }

  /** The argument under another name. */
  NDList named(String name, NDManager scope) {
    return named(name, tensors, scope);
  }

  @Override
  public void close() {
    manager.close();
  }
}
