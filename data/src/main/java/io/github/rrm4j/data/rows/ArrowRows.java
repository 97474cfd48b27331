package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Rows of an Arrow file, of Feather version 2, which is the same, or of an Arrow stream, which
 * Hugging Face datasets call {@code .arrow}; one batch is in memory at a time.
 *
 * <p>Source: the Arrow columnar format, "Serialization and interprocess communication". Differs: a
 * stream without the mark of its end is refused, since it may have been cut off, and so is what
 * follows the mark.
 */
final class ArrowRows implements Rows {

  /** Bytes that the batches of one file may take, outside of the Java heap. */
  private static final long MOST_MEMORY = 1L << 34;

  private static final String FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

  private final DataFile file;
  private final BufferAllocator memory;
  private final ArrowReader reader;
  private final Optional<ArrowStreamEnd> end;
  private final List<String> wanted = new ArrayList<>();
  private List<String> notRead = List.of();
  private ArrowValues values = new ArrowValues(Map.of());
  private VectorSchemaRoot batch;
  private int rows;
  private int at;
  private int number;

  /** A whole file, whose last bytes say where its batches are. */
  static ArrowRows file(DataFile file, Set<String> columns) throws IOException {
    BufferAllocator memory = memory(file);
    FileChannel channel = FileChannel.open(file.path());
    ArrowReader reader = new ArrowFileReader(channel, memory, new ArrowCompression());
    return new ArrowRows(file, columns, memory, reader, Optional.empty());
  }

  /**
   * A stream.
   *
   * @param in is closed with the rows
   */
  static ArrowRows stream(DataFile file, InputStream in, Set<String> columns) {
    BufferAllocator memory = memory(file);
    ArrowStreamEnd end = new ArrowStreamEnd(in);
    ArrowReader reader = new ArrowStreamReader(end, memory, new ArrowCompression());
    return new ArrowRows(file, columns, memory, reader, Optional.of(end));
  }

  private ArrowRows(
      DataFile file,
      Set<String> columns,
      BufferAllocator memory,
      ArrowReader reader,
      Optional<ArrowStreamEnd> end) {
    this.file = file;
    this.memory = memory;
    this.reader = reader;
    this.end = end;
    try {
      batch = reader.getVectorSchemaRoot();
      List<String> there = batch.getSchema().getFields().stream().map(Field::getName).toList();
      if (new HashSet<>(there).size() < there.size()) {
        throw new InvalidInput(
            file.path() + ": names a column twice, must name each once, rename one");
      }
      wanted.addAll(file.wanted(there, columns));
      notRead = there.stream().filter(name -> !wanted.contains(name)).toList();
      advance();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      close();
      throw invalid("", e);
    }
  }

  private static BufferAllocator memory(DataFile file) {
    try {
      BufferAllocator memory = new RootAllocator(MOST_MEMORY);
      try (ArrowBuf buffer = memory.buffer(1)) {
        buffer.nioBuffer(0, 1); // what a Java without the flag cannot do
      }
      return memory;
    } catch (LinkageError | RuntimeException e) {
      throw new InvalidInput(
          file.path() + ": Arrow needs the access to buffers, start Java with " + FLAG, e);
    }
  }

  @Override
  public boolean hasNext() {
    return at < rows;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file.path() + " has no more rows");
    }
    number++;
    try {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (String name : wanted) {
        FieldVector vector = batch.getVector(name);
        object.set(name, values.value(vector, at));
      }
      at++;
      if (at == rows) {
        advance();
      }
      return new Row(file.path().toString(), file.name(), "row", number, object, notRead);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      throw invalid("at row " + number + ": ", e);
    }
  }

  @Override
  public List<String> columnsNotRead() {
    return notRead;
  }

  /** Loads the next batch that has rows. */
  private void advance() throws IOException {
    at = 0;
    rows = 0;
    while (rows == 0 && reader.loadNextBatch()) {
      batch = reader.getVectorSchemaRoot();
      values = new ArrowValues(reader.getDictionaryVectors());
      rows = batch.getRowCount();
    }
    if (rows == 0 && end.isPresent()) {
      end.get().check();
    }
  }

  @Override
  public void close() {
    try (BufferAllocator all = memory;
        ArrowReader closed = reader) {
      rows = 0;
    } catch (IOException e) {
      throw file.unreadable(e);
    } catch (IllegalStateException e) {
      rows = 0; // buffers of a batch that broke off; the memory was given back
    }
  }

  private InvalidInput invalid(String where, Throwable cause) {
    if (cause instanceof InvalidInput known) {
      return known;
    }
    String reason =
        cause instanceof OutOfMemoryError || cause.getMessage() == null
            ? "its bytes do not fit together"
            : cause.getMessage();
    return new InvalidInput(
        file.path()
            + ": cannot be read as Arrow ("
            + where
            + OneLine.of(reason)
            + "), must be a whole Arrow file or stream, make or fetch it again",
        cause);
  }
}
