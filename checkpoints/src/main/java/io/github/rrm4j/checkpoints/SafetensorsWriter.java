package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes weight files whose bytes depend on nothing but the tensors and the metadata.
 *
 * <p>Source: the safetensors format and its own writer: tensors by element type (widest first),
 * then by name; header padded with spaces to a multiple of 8. Differs: metadata sorted by key.
 */
public final class SafetensorsWriter {

  private static final Comparator<TensorToWrite> LAYOUT =
      Comparator.comparing(TensorToWrite::dtype).thenComparing(TensorToWrite::name);

  private SafetensorsWriter() {}

  /**
   * Writes the file tensor by tensor, syncs it, and gives it its name last.
   *
   * @param tensors in any order; a piece of one tensor at a time is in memory
   * @param metadata free strings; transformers expects {@code format -> pt}
   * @throws IOException if the disk refuses; what stood under the name before is untouched
   * @throws IllegalArgumentException if two tensors share a name, a name is reserved, or data has
   *     another length than dtype and shape say
   */
  public static void write(Path file, List<TensorToWrite> tensors, Map<String, String> metadata)
      throws IOException {
    List<TensorToWrite> ordered = tensors.stream().sorted(LAYOUT).toList();
    requireNames(ordered);
    byte[] header = header(ordered, metadata);
    AtomicFiles.write(
        file,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          writeFully(channel, length.putLong(header.length).flip());
          writeFully(channel, ByteBuffer.wrap(header));
          for (TensorToWrite tensor : ordered) {
            writeData(channel, tensor);
          }
        });
  }

  private static void requireNames(List<TensorToWrite> tensors) {
    Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
    for (TensorToWrite tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("tensor name used twice or reserved: " + tensor.name());
      }
    }
  }

  private static byte[] header(List<TensorToWrite> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long start = 0;
      for (TensorToWrite tensor : tensors) {
        long end = Math.addExact(start, tensor.bytes());
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.dtype().name());
        writeNumbers(json, "shape", tensor.shape());
        writeNumbers(json, "data_offsets", start, end);
        json.writeEndObject();
        start = end;
      }
      json.writeEndObject();
    }
    while (bytes.size() % 8 != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void writeNumbers(JsonGenerator json, String key, long... numbers)
      throws IOException {
    json.writeFieldName(key);
    json.writeArray(numbers, 0, numbers.length);
  }

  private static void writeData(FileChannel channel, TensorToWrite tensor) throws IOException {
    long start = channel.position();
    tensor.data().writeInto(piece -> writeFully(channel, piece.duplicate()));
    long written = channel.position() - start;
    if (written != tensor.bytes()) {
      throw new IllegalArgumentException(
          "tensor "
              + tensor.name()
              + " has "
              + written
              + " bytes of data, its shape needs "
              + tensor.bytes());
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
