package io.github.rrm4j.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;

/** Arrow files of our own, written by Arrow. */
public final class ArrowFiles {

  /** How a file is written. */
  public enum Form {
    FILE,
    STREAM
  }

  private ArrowFiles() {}

  /** A column of texts. */
  public static VarCharVector texts(BufferAllocator memory, String name, String... values) {
    VarCharVector vector = new VarCharVector(name, memory);
    vector.allocateNew();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
      }
    }
    vector.setValueCount(values.length);
    return vector;
  }

  /** A column of numbers. */
  public static Float8Vector numbers(BufferAllocator memory, String name, double... values) {
    Float8Vector vector = new Float8Vector(name, memory);
    vector.allocateNew();
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i]);
    }
    vector.setValueCount(values.length);
    return vector;
  }

  /** Writes batches of columns. */
  public static Path write(
      Path file,
      Form form,
      List<List<FieldVector>> batches,
      DictionaryProvider dictionaries,
      CompressionCodec.Factory packing,
      CodecType type) {
    try (VectorSchemaRoot root = root(batches.get(0));
        OutputStream out = Files.newOutputStream(file);
        ArrowWriter writer =
            form == Form.FILE
                ? new ArrowFileWriter(
                    root,
                    dictionaries,
                    Channels.newChannel(out),
                    null,
                    IpcOption.DEFAULT,
                    packing,
                    type)
                : new ArrowStreamWriter(
                    root,
                    dictionaries,
                    Channels.newChannel(out),
                    IpcOption.DEFAULT,
                    packing,
                    type)) {
      writer.start();
      for (List<FieldVector> batch : batches) {
        if (batch != batches.get(0)) {
          try (VectorSchemaRoot other = root(batch)) {
            for (int i = 0; i < batch.size(); i++) {
              other.getVector(i).makeTransferPair(root.getVector(i)).transfer();
            }
            root.setRowCount(other.getRowCount());
          }
        }
        writer.writeBatch();
      }
      writer.end();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static VectorSchemaRoot root(List<FieldVector> columns) {
    return new VectorSchemaRoot(
        columns.stream().map(FieldVector::getField).toList(),
        columns,
        columns.get(0).getValueCount());
  }

  /** Writes one batch of columns. */
  public static Path write(Path file, Form form, List<FieldVector> columns) {
    return write(
        file,
        form,
        List.of(columns),
        new DictionaryProvider.MapDictionaryProvider(),
        NoCompressionCodec.Factory.INSTANCE,
        CodecType.NO_COMPRESSION);
  }

  /** Does something with memory that is all given back. */
  public static void with(Consumer<BufferAllocator> use) {
    try (BufferAllocator memory = new RootAllocator()) {
      use.accept(memory);
    }
  }

  /** Pairs with an id each, in the published layout. */
  public static Path pairs(Path file, Form form, String... queries) {
    with(
        memory -> {
          String[] a = new String[queries.length];
          Arrays.fill(a, "a");
          write(
              file,
              form,
              List.of(
                  texts(memory, "prompt", queries),
                  texts(memory, "chosen", a),
                  texts(memory, "rejected", a.clone())));
        });
    return file;
  }

  /** One pair with a label and two scores. */
  public static Path scores(Path file, double x, double y) {
    with(
        memory ->
            write(
                file,
                Form.STREAM,
                List.of(
                    texts(memory, "prompt", "q"),
                    texts(memory, "response_1", "a"),
                    texts(memory, "response_2", "b"),
                    texts(memory, "label", "1"),
                    numbers(memory, "x", x),
                    numbers(memory, "y", y))));
    return file;
  }
}
