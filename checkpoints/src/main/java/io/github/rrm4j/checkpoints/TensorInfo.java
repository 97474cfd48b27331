package io.github.rrm4j.checkpoints;

import java.util.Arrays;

/**
 * Where a tensor lies in a weight file and how its bytes are to be read.
 *
 * @param name as in the file, for example {@code model.layers.0.self_attn.q_proj.weight}
 * @param shape row-major; empty for a scalar; copied in and out
 * @param offset of the first byte, from the start of the file
 * @param bytes the product of the shape times the width of an element
 */
public record TensorInfo(String name, DType dtype, long[] shape, long offset, long bytes) {

  /** Copies the shape. */
  public TensorInfo {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo that
        && name.equals(that.name)
        && dtype == that.dtype
        && Arrays.equals(shape, that.shape)
        && offset == that.offset
        && bytes == that.bytes;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name + ' ' + dtype + Arrays.toString(shape);
  }
}
