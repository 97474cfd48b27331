package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  /** Written by hand after the format: 0x90 = 144 = 137 characters of header and 7 spaces. */
  private static final byte[] GOLDEN =
      concat(
          HexFormat.of().parseHex("9000000000000000"),
          ("{\"__metadata__\":{\"format\":\"pt\"},"
                  + "\"wq\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                  + "\"a\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[8,9]}}       ")
              .getBytes(StandardCharsets.US_ASCII),
          HexFormat.of().parseHex("0000803f" + "000020c0"), // 1.0, -2.5
          HexFormat.of().parseHex("fb")); // -5

  private static final TensorToWrite A = tensor("a", DType.I8, new long[0], new byte[] {-5});
  private static final TensorToWrite WQ =
      new TensorToWrite(
          "wq",
          DType.F32,
          new long[] {2},
          () -> littleEndian(8).putFloat(1).putFloat(-2.5f).flip());

  @TempDir Path folder;

  @Test
  void writesTheGoldenBytes() throws IOException {
    Path file = folder.resolve("tiny.safetensors");
    SafetensorsWriter.write(file, List.of(A, WQ), Map.of("format", "pt"));
    assertArrayEquals(GOLDEN, Files.readAllBytes(file));
  }

  /** As MLX writes it, and as the reader of the format's authors takes it. */
  @Test
  void metadataMayBeNull() throws IOException {
    byte[] header =
        "{\"__metadata__\":null,\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] file = concat(littleEndian(8).putLong(header.length).array(), header, new byte[] {7});
    try (Safetensors read =
        Safetensors.open(Files.write(folder.resolve("null.safetensors"), file))) {
      assertEquals(Map.of(), read.metadata());
      assertEquals(7, read.data("a").get(0));
    }
  }

  @Test
  void readsTheGoldenBytes() throws IOException {
    Path file = Files.write(folder.resolve("tiny.safetensors"), GOLDEN);
    try (Safetensors tiny = Safetensors.open(file)) {
      assertEquals(List.of("wq", "a"), List.copyOf(tiny.tensors().keySet()));
      assertEquals(
          new TensorInfo("wq", DType.F32, new long[] {2}, 152, 8), tiny.tensors().get("wq"));
      assertEquals(new TensorInfo("a", DType.I8, new long[0], 160, 1), tiny.tensors().get("a"));
      assertEquals(Map.of("format", "pt"), tiny.metadata());
      ByteBuffer wq = tiny.data("wq");
      assertTrue(wq.isReadOnly());
      assertEquals(1f, wq.getFloat());
      assertEquals(-2.5f, wq.getFloat());
      assertFalse(wq.hasRemaining());
      assertEquals(-5, tiny.data("a").get());
    }
  }

  @Test
  void everyTypeAndShapeComesBack() throws IOException {
    List<TensorToWrite> tensors = new ArrayList<>();
    Key key = Key.of(7, "tensors");
    for (DType dtype : DType.values()) {
      for (long[] shape : new long[][] {{}, {0, 3}, {5}, {2, 3, 4}}) {
        String name = "layer \"" + dtype + "\" \u00e9 " + shape.length;
        long count = 1;
        for (long size : shape) {
          count *= size;
        }
        byte[] bytes = new byte[(int) count * dtype.bytes()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) key.with(name).bits(i);
        }
        tensors.add(tensor(name, dtype, shape, bytes));
      }
    }
    Path file = folder.resolve("all.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    try (Safetensors all = Safetensors.open(file)) {
      assertEquals(tensors.size(), all.tensors().size());
      for (TensorToWrite tensor : tensors) {
        TensorInfo info = all.tensors().get(tensor.name());
        assertEquals(tensor.dtype(), info.dtype());
        assertArrayEquals(tensor.shape(), info.shape());
        assertEquals(0, info.offset() % info.dtype().bytes(), "aligned");
        tensor.data().writeInto(data -> assertEquals(data, all.data(tensor.name())));
        ByteBuffer piece = ByteBuffer.allocate((int) (info.bytes() / 2));
        all.read(info, info.bytes() - piece.capacity(), piece);
        ByteBuffer end = all.data(tensor.name()).position((int) info.bytes() - piece.capacity());
        assertEquals(end, piece.flip());
      }
    }
    Path permuted = folder.resolve("permuted.safetensors");
    Collections.reverse(tensors);
    SafetensorsWriter.write(permuted, tensors, Map.of());
    assertEquals(-1, Files.mismatch(file, permuted), "the order of the list does not matter");
  }

  @Test
  void tensorsBeyondTwoGibibytesAreRead() throws IOException {
    long big = Integer.MAX_VALUE;
    String header =
        Text.format(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[%1$d],\"data_offsets\":[0,%1$d]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[%1$d,%2$d]}}",
            big, big + 2);
    Path file = folder.resolve("sparse.safetensors");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(littleEndian(8).putLong(header.length()).flip());
      channel.write(ByteBuffer.wrap(header.getBytes(StandardCharsets.US_ASCII)));
      channel.write(ByteBuffer.wrap(new byte[] {3, 4}), 8 + header.length() + big);
    }
    try (Safetensors sparse = Safetensors.open(file)) {
      assertEquals(big, sparse.data("a").remaining());
      assertEquals(ByteBuffer.wrap(new byte[] {3, 4}), sparse.data("b"));
    }
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("tiny.safetensors"), GOLDEN);
    try (Safetensors tiny = Safetensors.open(file)) {
      InvalidInput e = assertThrows(InvalidInput.class, () -> tiny.data("lm_head.weight"));
      assertEquals(
          file
              + ": missing tensor 'lm_head.weight' (the file has 2 others); use a file of this architecture",
          e.getMessage());
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("absent.safetensors");
    InvalidInput e = assertThrows(InvalidInput.class, () -> Safetensors.open(file));
    assertEquals(file + ": no such file; give the path of a safetensors file", e.getMessage());
  }

  @Test
  void aTensorOfTheWrongLengthLeavesTheFileAsItWas() throws IOException {
    Path file = Files.write(folder.resolve("tiny.safetensors"), GOLDEN);
    TensorToWrite wrong = tensor("a", DType.F32, new long[] {2}, new byte[7]);
    assertThrows(
        IllegalArgumentException.class,
        () -> SafetensorsWriter.write(file, List.of(wrong), Map.of()));
    assertArrayEquals(GOLDEN, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList(), "no draft is left");
    }
  }

  @Test
  void aNameThatStandsTwiceOrIsReservedIsRefused() {
    Path file = folder.resolve("twice.safetensors");
    TensorToWrite reserved = tensor("__metadata__", DType.I8, new long[0], new byte[1]);
    for (List<TensorToWrite> tensors : List.of(List.of(A, A), List.of(reserved))) {
      assertThrows(
          IllegalArgumentException.class, () -> SafetensorsWriter.write(file, tensors, Map.of()));
    }
    assertFalse(Files.exists(file));
  }

  static TensorToWrite tensor(String name, DType dtype, long[] shape, byte[] bytes) {
    return new TensorToWrite(name, dtype, shape, () -> ByteBuffer.wrap(bytes));
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
