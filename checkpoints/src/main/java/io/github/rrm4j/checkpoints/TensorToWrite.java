package io.github.rrm4j.checkpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A tensor on its way to a weight file.
 *
 * @param shape row-major; empty for a scalar; copied in and out
 * @param data called once, when the tensor's turn comes
 */
public record TensorToWrite(String name, DType dtype, long[] shape, Data data) {

  /** The elements of a tensor, little-endian, row-major. */
  @FunctionalInterface
  public interface Data {

    /** Gives the bytes in order, in pieces of any length; a piece is used up when this returns. */
    void writeInto(Sink sink) throws IOException;
  }

  /** Where pieces go. */
  @FunctionalInterface
  public interface Sink {

    /** Takes the remaining bytes of a piece. */
    void accept(ByteBuffer piece) throws IOException;
  }

  /** Copies the shape. */
  public TensorToWrite {
    shape = shape.clone();
  }

  /** A tensor whose bytes are in one piece. */
  public TensorToWrite(String name, DType dtype, long[] shape, Supplier<ByteBuffer> data) {
    this(name, dtype, shape, sink -> sink.accept(data.get()));
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** The length of the data in bytes. */
  public long bytes() {
    long bytes = dtype.bytes();
    for (long size : shape) {
      bytes = Math.multiplyExact(bytes, size);
    }
    return bytes;
  }
}
