package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Keys and values of each layer, (rows, kv_heads, time, head_dim), where index in time is the
 * position in the sequence. Entries past a row's last position hold nothing of meaning.
 */
public final class KvCache implements AutoCloseable {

  private final NDManager manager;
  private final NDList tensors;

  private KvCache(NDManager manager, NDList tensors) {
    this.manager = manager;
    this.tensors = tensors;
    tensors.forEach(tensor -> tensor.setName("cache[]"));
  }

  /**
   * @param type of the elements: that of the forward pass
   * @param rows sequences generated together
   * @param time the longest sequence, in tokens
   * @param elements makes the tensors
   * @param parent the manager whose life bounds the cache's
   */
  static KvCache allocate(
      ModelConfig config, DataType type, int rows, int time, Elements elements, NDManager parent) {
    NDManager manager = parent.newSubManager();
    Shape shape = new Shape(rows, config.kvHeads(), time, config.headDim());
    NDList tensors = new NDList();
    for (int i = 0; i < 2 * config.layers(); i++) {
      tensors.add(elements.zeros(shape, type, manager));
    }
    return new KvCache(manager, tensors);
  }

  /**
   * What a position of one row takes, keys and values of all layers.
   *
   * @param elementBytes of the type of the forward pass
   */
  public static long bytesPerToken(ModelConfig config, int elementBytes) {
    return 2L * config.layers() * config.kvHeads() * config.headDim() * elementBytes;
  }

  /** A cache of only these rows, in this order; this one is closed. */
  public KvCache select(int[] rows) {
    NDManager next = manager.getParentManager().newSubManager();
    NDList kept = new NDList();
    NDArray index = next.create(rows);
    for (NDArray tensor : tensors) {
      NDArray selected = tensor.get(index);
      selected.attach(next);
      kept.add(selected);
      tensor.close(); // at once: both caches whole would take nearly twice the memory
    }
    close();
    return new KvCache(next, kept);
  }

  NDList argument() {
    return tensors;
  }

  @Override
  public void close() {
    manager.close();
  }
}
