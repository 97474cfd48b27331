package io.github.rrm4j.checkpoints;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A tensor on its way to a weight file.
 *
 * @param shape row-major; empty for a scalar; copied in and out
 * @param data called once, when the tensor's turn comes; its remaining bytes are the elements,
 *     little-endian, row-major
 */
public record TensorToWrite(String name, DType dtype, long[] shape, Supplier<ByteBuffer> data) {

  /** Copies the shape. */
  public TensorToWrite {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** The length of the data in bytes. */
  long bytes() {
    long bytes = dtype.bytes();
    for (long size : shape) {
      bytes = Math.multiplyExact(bytes, size);
    }
    return bytes;
  }
}
