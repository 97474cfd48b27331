package io.github.rrm4j.checkpoints;

import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A weight file, opened for reading: its header in memory, its tensors as memory maps or, piece by
 * piece, in a buffer of the caller's.
 *
 * <p>Source: the safetensors format: 8 bytes of little-endian header length, a JSON header, the
 * bytes of the tensors. The header is untrusted, and checked as a whole before a tensor is touched.
 */
public final class Safetensors implements AutoCloseable {

  private static final long MAX_HEADER_BYTES = 100_000_000;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private Safetensors(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a weight file and checks its header.
   *
   * @throws InvalidInput if there is no such file, it cannot be read or breaks a rule of the format
   */
  public static Safetensors open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(file + ": no such file; give the path of a safetensors file");
    }
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        return new Safetensors(file, channel, readHeader(file, channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
  }

  private static SafetensorsHeader readHeader(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw SafetensorsHeader.bad(file, "the file has " + size + " bytes, a header length needs 8");
    }
    long length =
        ByteBuffer.wrap(read(file, channel, 0, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > size - 8 || length > MAX_HEADER_BYTES) {
      throw SafetensorsHeader.bad(
          file,
          "the header is said to have "
              + Long.toUnsignedString(length)
              + " bytes, allowed are at most "
              + Math.min(size - 8, MAX_HEADER_BYTES));
    }
    return SafetensorsHeader.parse(file, read(file, channel, 8, (int) length), size);
  }

  private static byte[] read(Path file, FileChannel channel, long from, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw SafetensorsHeader.bad(file, "the file ends inside its header");
      }
    }
    return buffer.array();
  }

  /** The tensors by name, in the order of their bytes. */
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /** The free strings of the header, for example {@code format -> pt}. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * The bytes of one tensor.
   *
   * @return read-only, little-endian, mapped anew at each call; it stays valid after {@link #close}
   * @throws InvalidInput if there is no such tensor, or it is longer than a buffer can be (2 GiB)
   */
  public ByteBuffer data(String name) {
    TensorInfo tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new InvalidInput(
          file
              + ": missing tensor "
              + OneLine.quoted(name)
              + " (the file has "
              + header.tensors().size()
              + " others); use a file of this architecture");
    }
    if (tensor.bytes() > Integer.MAX_VALUE) {
      throw new InvalidInput(
          file
              + ": tensor "
              + OneLine.quoted(name)
              + " has "
              + tensor.bytes()
              + " bytes, at most 2147483647 can be read; use narrower elements, such as BF16");
    }
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, tensor.offset(), tensor.bytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
  }

  /**
   * Reads a piece of a tensor. Unlike a memory map, whose pages stay in the process until the
   * garbage collector finds it, this takes no memory but the buffer.
   *
   * @param from the first byte, counted from the start of the tensor
   * @param into is filled from its position to its limit
   * @throws InvalidInput if the file ends before that
   */
  public void read(TensorInfo tensor, long from, ByteBuffer into) {
    if (from < 0 || from + into.remaining() > tensor.bytes()) {
      throw new IllegalArgumentException(
          from + " + " + into.remaining() + " bytes of " + tensor + " with " + tensor.bytes());
    }
    long at = tensor.offset() + from;
    try {
      while (into.hasRemaining()) {
        int read = channel.read(into, at);
        if (read < 0) {
          throw SafetensorsHeader.bad(file, "the file ends inside " + tensor);
        }
        at += read;
      }
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be closed", e);
    }
  }
}
