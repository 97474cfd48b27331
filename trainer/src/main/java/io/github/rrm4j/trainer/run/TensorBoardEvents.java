package io.github.rrm4j.trainer.run;

import io.github.rrm4j.contracts.AppendedFile;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes scalars for TensorBoard, which reads every file of a folder whose name holds {@code
 * tfevents}.
 *
 * <p>Source: TensorFlow's TFRecord framing ({@code record_writer.cc}), {@code event.proto} and
 * {@code summary.proto}. A record is
 *
 * <pre>
 *   uint64 length | uint32 masked crc32c of the length | the event | uint32 masked crc32c of it
 *   masked(crc) = ((crc >>> 15) | (crc &lt;&lt; 17)) + 0xa282ead8
 * </pre>
 *
 * <p>all little-endian. The first event names the version {@code brain.Event:2}; it is written with
 * the first scalar and has its time, which TensorBoard takes for the start of the run.
 */
public final class TensorBoardEvents implements AutoCloseable {

  private static final String VERSION = "brain.Event:2";
  private static final int MASK = 0xa282ead8;

  // Protocol buffers: field number << 3 | wire type (0 varint, 1 eight bytes, 2 bytes, 5 four).
  private static final int EVENT_WALL_TIME = 1 << 3 | 1;
  private static final int EVENT_STEP = 2 << 3;
  private static final int EVENT_FILE_VERSION = 3 << 3 | 2;
  private static final int EVENT_SUMMARY = 5 << 3 | 2;
  private static final int SUMMARY_VALUE = 1 << 3 | 2;
  private static final int VALUE_TAG = 1 << 3 | 2;
  private static final int VALUE_SIMPLE_VALUE = 2 << 3 | 5;

  private final OutputStream out;
  private long length;

  private TensorBoardEvents(OutputStream out, long length) {
    this.out = out;
    this.length = length;
  }

  /**
   * Cuts the file to a length that {@link #length()} gave and opens it for more events; it is
   * created if it is absent.
   *
   * <p>A reader stops at a record that is cut short.
   *
   * @param length bytes
   * @throws InvalidInput if the file is shorter than {@code length}
   */
  public static TensorBoardEvents append(Path file, long length) throws IOException {
    long size = Files.exists(file) ? Files.size(file) : 0;
    if (size < length) {
      throw new InvalidInput(
          file
              + ": has "
              + size
              + " bytes, must have at least the "
              + length
              + " of the checkpoint; put the file back or start another run");
    }
    if (size > length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(length);
      } catch (IOException e) {
        throw DiskError.at(file, e);
      }
    }
    OutputStream out = new BufferedOutputStream(new AppendedFile(file));
    return new TensorBoardEvents(out, length);
  }

  /**
   * Appends one number.
   *
   * @param tag its name, for example {@code reward/mean}
   * @param value written as a float
   * @param wallTimeSeconds seconds since 1970
   */
  public void scalar(String tag, long step, double value, double wallTimeSeconds)
      throws IOException {
    if (length == 0) {
      Message version = new Message();
      version.fixed64(EVENT_WALL_TIME, Double.doubleToRawLongBits(wallTimeSeconds));
      version.bytes(EVENT_FILE_VERSION, VERSION.getBytes(StandardCharsets.UTF_8));
      record(version.toByteArray());
    }
    Message scalar = new Message();
    scalar.bytes(VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
    scalar.fixed32(VALUE_SIMPLE_VALUE, Float.floatToRawIntBits((float) value));
    Message summary = new Message();
    summary.bytes(SUMMARY_VALUE, scalar.toByteArray());
    Message event = new Message();
    event.fixed64(EVENT_WALL_TIME, Double.doubleToRawLongBits(wallTimeSeconds));
    event.varint(EVENT_STEP, step);
    event.bytes(EVENT_SUMMARY, summary.toByteArray());
    record(event.toByteArray());
  }

  /** The length of the file in bytes once everything is flushed; always the end of a record. */
  public long length() {
    return length;
  }

  /** Hands everything appended so far to the operating system. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void record(byte[] event) throws IOException {
    byte[] size = littleEndian(8).putLong(event.length).array();
    byte[] frame =
        littleEndian(8 + 4 + event.length + 4)
            .put(size)
            .putInt(masked(size))
            .put(event)
            .putInt(masked(event))
            .array();
    out.write(frame);
    length += frame.length;
  }

  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    int crc = (int) checksum.getValue();
    return Integer.rotateRight(crc, 15) + MASK;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A message of protocol buffers. */
  private static final class Message extends ByteArrayOutputStream {

    void varint(int key, long value) {
      varint(key);
      varint(value);
    }

    void fixed64(int key, long bits) {
      varint(key);
      writeBytes(littleEndian(8).putLong(bits).array());
    }

    void fixed32(int key, int bits) {
      varint(key);
      writeBytes(littleEndian(4).putInt(bits).array());
    }

    void bytes(int key, byte[] content) {
      varint(key);
      varint(content.length);
      writeBytes(content);
    }

    private void varint(long value) {
      while ((value & ~0x7FL) != 0) {
        write((int) (value & 0x7F | 0x80));
        value >>>= 7;
      }
      write((int) value);
    }
  }
}
