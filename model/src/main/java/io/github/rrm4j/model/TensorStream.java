package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.checkpoints.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tensors between a weight file and the engine, in pieces: beside the tensor itself a few times
 * {@value #PIECE_BYTES} bytes are in memory, however large it is.
 */
final class TensorStream {

  private static final int PIECE_BYTES = 16 << 20;

  private final DataType type;
  private final NDManager manager;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * @param type of the elements in memory
   * @param manager owns the tensors
   */
  TensorStream(DataType type, NDManager manager) {
    this.type = type;
    this.manager = manager;
  }

  /** Reads a tensor, whose elements may be of another type in the file. */
  NDArray read(Safetensors file, TensorInfo tensor) {
    Shape shape = new Shape(tensor.shape());
    if (tensor.bytes() <= PIECE_BYTES) {
      return piece(file, tensor, 0, shape);
    }
    NDArray flat = manager.zeros(new Shape(shape.size()), type);
    long step = PIECE_BYTES / tensor.dtype().bytes();
    for (long from = 0; from < shape.size(); from += step) {
      long to = Math.min(shape.size(), from + step);
      try (NDArray piece = piece(file, tensor, from, new Shape(to - from))) {
        flat.set(new NDIndex(from + ":" + to), piece);
      }
    }
    try (flat) {
      return flat.reshape(shape);
    }
  }

  /** A part of a tensor, in memory of its own. */
  private NDArray piece(Safetensors file, TensorInfo tensor, long from, Shape shape) {
    int width = tensor.dtype().bytes();
    buffer.clear().limit(Math.toIntExact(shape.size() * width));
    file.read(tensor, from * width, buffer);
    return Weights.owned(manager.create(buffer.flip(), shape, inMemory(tensor.dtype())), type);
  }

  private static DataType inMemory(DType dtype) {
    return switch (dtype) {
      case F32 -> DataType.FLOAT32;
      case F16 -> DataType.FLOAT16;
      case BF16 -> DataType.BFLOAT16;
      default -> throw new IllegalArgumentException("no weights are " + dtype);
    };
  }

  /** A tensor on its way to a file, in the type that it has. */
  static TensorToWrite write(String name, NDArray tensor) {
    return write(name, tensor, inFile(tensor.getDataType()));
  }

  /** A tensor on its way to a file in another type. */
  static TensorToWrite write(String name, NDArray tensor, DType dtype) {
    return new TensorToWrite(
        name, dtype, tensor.getShape().getShape(), sink -> write(tensor, dtype, sink));
  }

  private static void write(NDArray tensor, DType dtype, TensorToWrite.Sink sink)
      throws IOException {
    long size = tensor.getShape().size();
    long step = PIECE_BYTES / Float.BYTES;
    try (NDArray flat = tensor.reshape(new Shape(size))) {
      for (long from = 0; from < size; from += step) {
        long to = Math.min(size, from + step);
        try (NDArray piece = flat.get(new NDIndex(from + ":" + to));
            NDArray typed = piece.toType(inMemory(dtype), true)) {
          sink.accept(typed.toByteBuffer(false));
        }
      }
    }
  }

  private static DType inFile(DataType type) {
    return Arrays.stream(new DType[] {DType.F32, DType.F16, DType.BF16})
        .filter(dtype -> inMemory(dtype) == type)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no weights are " + type));
  }
}
