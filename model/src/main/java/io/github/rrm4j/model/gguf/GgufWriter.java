package io.github.rrm4j.model.gguf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A GGUF file of version 3: metadata, the places of the tensors, the tensors.
 *
 * <p>Source: ggml, docs/gguf.md.
 */
final class GgufWriter {

  private static final int VERSION = 3;
  private static final int ALIGNMENT = 32;

  private final Map<String, Object> metadata = new LinkedHashMap<>();

  /** Where the elements of a tensor come from. */
  interface Data {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * A tensor.
   *
   * @param shape row-major, as PyTorch has it; the file has it the other way round
   */
  record Tensor(String name, GgufType type, List<Integer> shape, Data data) {

    long bytes() {
      return type.bytes(shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b));
    }
  }

  /**
   * Sets a key.
   *
   * @param value an Integer (written without a sign), a Float, a Boolean, a String, a list of
   *     Strings, of Integers or of Floats
   */
  GgufWriter put(String key, Object value) {
    metadata.put(key, value);
    return this;
  }

  void write(OutputStream out, List<Tensor> tensors) throws IOException {
    Bytes head = new Bytes();
    head.out.write("GGUF".getBytes(StandardCharsets.US_ASCII));
    head.u32(VERSION).u64(tensors.size()).u64(metadata.size());
    metadata.forEach((key, value) -> head.text(key).value(value));
    long offset = 0;
    for (Tensor tensor : tensors) {
      head.text(tensor.name()).u32(tensor.shape().size());
      for (int i = tensor.shape().size() - 1; i >= 0; i--) {
        head.u64(tensor.shape().get(i));
      }
      head.u32(tensor.type().number).u64(offset);
      offset += padded(tensor.bytes());
    }
    byte[] written = head.out.toByteArray();
    out.write(written);
    pad(out, written.length);
    for (Tensor tensor : tensors) {
      tensor.data().writeTo(out);
      pad(out, tensor.bytes());
    }
  }

  private static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static void pad(OutputStream out, long written) throws IOException {
    out.write(new byte[(int) (padded(written) - written)]);
  }

  /** Numbers and texts, little-endian. */
  private static final class Bytes {

    final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();

    private Bytes put(ByteBuffer buffer) {
      out.writeBytes(buffer.array());
      return this;
    }

    private static ByteBuffer buffer(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    Bytes u32(int number) {
      return put(buffer(4).putInt(number));
    }

    Bytes u64(long number) {
      return put(buffer(8).putLong(number));
    }

    Bytes text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      u64(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    void value(Object value) {
      if (value instanceof Integer number) {
        u32(4).u32(number);
      } else if (value instanceof Float number) {
        u32(6).put(buffer(4).putFloat(number));
      } else if (value instanceof Boolean flag) {
        u32(7).out.write(flag ? 1 : 0);
      } else if (value instanceof String text) {
        u32(8).text(text);
      } else if (value instanceof List<?> list && !list.isEmpty()) {
        Object first = list.get(0);
        u32(9).u32(first instanceof String ? 8 : first instanceof Float ? 6 : 5).u64(list.size());
        list.forEach(
            each -> {
              if (each instanceof String text) {
                text(text);
              } else if (each instanceof Float number) {
                put(buffer(4).putFloat(number));
              } else {
                u32((Integer) each);
              }
            });
      } else {
        throw new IllegalArgumentException("no value of GGUF: " + value);
      }
    }
  }
}
