package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorStreamTest {

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void elementsOfSixteenBitsAreReadAsTheNumbersThatTheyAre() throws IOException {
    short[] halves = {0x3C00, (short) 0xC000, 0x3555, 0x0001, 0x7BFF}; // 1, -2, 0.333, 2^-24, 65504
    short[] brains = {0x3F80, (short) 0xC000, 0x3EAB, 0x0001, 0x7F7F}; // 1, -2, 0.334, tiny, huge
    write(List.of(tensor("halves", DType.F16, halves), tensor("brains", DType.BF16, brains)));
    try (Safetensors file = Safetensors.open(path());
        TensorStream stream = new TensorStream(manager)) {
      assertArrayEquals(
          new float[] {1, -2, 1365 / 4096f, 0x1p-24f, 65504},
          stream.read(file, file.tensors().get("halves"), DataType.FLOAT32).toFloatArray());
      assertArrayEquals(
          new float[] {1, -2, 171 / 512f, 0x1p-133f, 0x1.FEp127f},
          stream.read(file, file.tensors().get("brains"), DataType.FLOAT32).toFloatArray());
    }
  }

  /** Larger than a piece, and no multiple of one. */
  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16"})
  void aTensorOfManyPiecesIsWrittenAndReadAsItWas(DType dtype) throws IOException {
    int rows = 3001;
    int columns = 4099;
    float[] values = new float[rows * columns];
    Key key = Key.of(1, "values");
    for (int i = 0; i < values.length; i++) {
      values[i] = key.below(i, 256) / 128f - 1; // exact in every type
    }
    NDArray tensor = manager.create(values, new Shape(rows, columns));
    try (TensorStream stream = new TensorStream(manager)) {
      write(stream.toWrite(Map.of("t", tensor), dtype));
      try (Safetensors file = Safetensors.open(path())) {
        assertEquals((long) rows * columns * dtype.bytes(), file.tensors().get("t").bytes());
        for (DataType type : new DataType[] {DataType.FLOAT32, DataType.BFLOAT16}) {
          int before = manager.getManagedArrays().size();
          try (NDArray read = stream.read(file, file.tensors().get("t"), type)) {
            assertEquals(before + 1, manager.getManagedArrays().size(), "pieces are given back");
            assertEquals(tensor.getShape(), read.getShape());
            assertArrayEquals(values, read.toType(DataType.FLOAT32, true).toFloatArray());
          }
        }
      }
    }
  }

  private static TensorToWrite tensor(String name, DType dtype, short[] bits) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (short each : bits) {
      bytes.putShort(each);
    }
    return new TensorToWrite(name, dtype, new long[] {bits.length}, bytes::flip);
  }

  private void write(List<TensorToWrite> tensors) throws IOException {
    SafetensorsWriter.write(path(), tensors, Map.of());
  }

  private Path path() {
    return folder.resolve("t.safetensors");
  }
}
