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
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tensors between a weight file and the engine, in pieces: beside the tensor itself a few times
 * {@value #PIECE} fp32 elements are in memory, however large it is.
 */
final class TensorStream implements AutoCloseable {

  private static final int PIECE = 4 << 20;

  private final NDManager manager;
  private final Elements elements;
  private final ByteBuffer inFile = direct();
  private final ByteBuffer inFp32 = direct();

  /**
   * @param manager owns the tensors that are read
   */
  TensorStream(NDManager manager) {
    this.manager = manager;
    this.elements = new Elements(manager.getDevice());
  }

  private static ByteBuffer direct() {
    return ByteBuffer.allocateDirect(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a tensor.
   *
   * @param into of its shape, contiguous, of any type
   */
  void read(Safetensors file, TensorInfo tensor, NDArray into) {
    long size = new Shape(tensor.shape()).size();
    try (NDArray flat = into.reshape(new Shape(size))) {
      for (long from = 0; from < size; from += PIECE) {
        int count = (int) Math.min(PIECE, size - from);
        try (NDArray piece = piece(file, tensor, from, count)) {
          elements.put(flat, piece, from);
        }
      }
    }
  }

  /** Reads a tensor into a new array of the stream's manager. */
  NDArray read(Safetensors file, TensorInfo tensor, DataType type) {
    NDArray array = elements.zeros(new Shape(tensor.shape()), type, manager);
    read(file, tensor, array);
    return array;
  }

  /** Elements of a tensor, over a buffer that the next call fills anew. */
  private NDArray piece(Safetensors file, TensorInfo tensor, long from, int count) {
    int width = tensor.dtype().bytes();
    inFile.clear().limit(count * width);
    file.read(tensor, from * width, inFile);
    inFile.flip();
    Shape shape = new Shape(count);
    return switch (tensor.dtype()) {
      case F32 -> manager.create(inFile, shape, DataType.FLOAT32);
      case F16 -> manager.create(inFile, shape, DataType.FLOAT16);
      case BF16 -> manager.create(widened(count), shape, DataType.FLOAT32);
      default -> throw new IllegalArgumentException("no weights are " + tensor.dtype());
    };
  }

  /** bf16 is the upper half of fp32. */
  private ByteBuffer widened(int count) {
    ShortBuffer halves = inFile.asShortBuffer();
    IntBuffer whole = inFp32.clear().limit(count * Float.BYTES).asIntBuffer();
    for (int i = 0; i < count; i++) {
      whole.put(i, halves.get(i) << 16);
    }
    return inFp32;
  }

  /** Tensors on their way to a file, in fp32, whatever they are in memory. */
  static List<TensorToWrite> inFp32(Map<String, NDArray> tensors) {
    return each(
        tensors, DType.F32, (tensor, sink) -> pieces(tensor, piece -> sink.accept(fp32(piece))));
  }

  /**
   * Tensors on their way to a file; this stream must stay open until they are written.
   *
   * @param dtype of their elements in the file, whatever they are in memory
   */
  List<TensorToWrite> toWrite(Map<String, NDArray> tensors, DType dtype) {
    return each(tensors, dtype, (tensor, sink) -> write(tensor, dtype, sink));
  }

  private static List<TensorToWrite> each(
      Map<String, NDArray> tensors, DType dtype, TensorWriter writer) {
    List<TensorToWrite> all = new ArrayList<>();
    tensors.forEach(
        (name, tensor) ->
            all.add(
                new TensorToWrite(
                    name,
                    dtype,
                    tensor.getShape().getShape(),
                    sink -> writer.write(tensor, sink))));
    return all;
  }

  private interface TensorWriter {
    void write(NDArray tensor, TensorToWrite.Sink sink) throws IOException;
  }

  private interface Piece {
    void accept(NDArray piece) throws IOException;
  }

  private static void pieces(NDArray tensor, Piece each) throws IOException {
    long size = tensor.getShape().size();
    try (NDArray flat = tensor.reshape(new Shape(size))) {
      for (long from = 0; from < size; from += PIECE) {
        long to = Math.min(size, from + PIECE);
        try (NDArray piece = flat.get(new NDIndex(from + ":" + to))) {
          each.accept(piece);
        }
      }
    }
  }

  /** Writes a tensor in a type. */
  void write(NDArray tensor, DType dtype, TensorToWrite.Sink sink) throws IOException {
    pieces(tensor, piece -> sink.accept(bytes(piece, dtype)));
  }

  private ByteBuffer bytes(NDArray piece, DType dtype) {
    return switch (dtype) {
      case F32 -> fp32(piece);
      case F16 -> {
        try (NDArray rounded = elements.cast(piece, DataType.FLOAT16, manager)) {
          yield rounded.toByteBuffer(false);
        }
      }
      case BF16 -> {
        try (NDArray rounded = elements.cast(piece, DataType.BFLOAT16, manager)) {
          yield narrowed(fp32(rounded));
        }
      }
      default -> throw new IllegalArgumentException("no weights are " + dtype);
    };
  }

  private static ByteBuffer fp32(NDArray piece) {
    try (NDArray wide = piece.toType(DataType.FLOAT32, true)) {
      return wide.toByteBuffer(false).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private ByteBuffer narrowed(ByteBuffer fp32) {
    IntBuffer whole = fp32.asIntBuffer();
    ShortBuffer halves = inFile.clear().limit(2 * whole.remaining()).asShortBuffer();
    for (int i = 0; i < whole.remaining(); i++) {
      halves.put(i, (short) (whole.get(i) >>> 16));
    }
    return inFile;
  }

  @Override
  public void close() {
    elements.close();
  }
}
