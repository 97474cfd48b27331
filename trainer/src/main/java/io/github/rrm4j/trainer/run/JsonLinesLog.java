package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.trainer.stage.RunState.LogMark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of one JSON object a line that only grows, and can be cut back to what belongs to a
 * checkpoint, of which the length and the digest are known.
 */
final class JsonLinesLog implements AutoCloseable {

  private final FileChannel channel;
  private final MessageDigest sha256;

  /**
   * @param mark what is kept of the file that is there
   * @param acceptChanged whether these bytes may be others than those that were written
   * @throws InvalidInput if the file is missing, shorter, or not as it was written
   */
  JsonLinesLog(Path file, LogMark mark, boolean acceptChanged) throws IOException {
    long there = Files.exists(file) ? Files.size(file) : 0;
    if (there < mark.bytes() && !acceptChanged) {
      throw InvalidInput.of(
          "%s: has %d bytes, %d belong to the checkpoint; put the file back as it was, or --accept-changed-logs goes on without what is missing",
          file, there, mark.bytes());
    }
    long kept = Math.min(there, mark.bytes());
    sha256 = digest(file, kept);
    if (!acceptChanged && !mark.sha256().isEmpty() && !mark.sha256().equals(current())) {
      throw InvalidInput.of(
          "%s: the first %d bytes belong to the checkpoint and are not as they were written; put the file back as it was, or --accept-changed-logs goes on with what is there",
          file, kept);
    }
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(kept);
    channel.position(channel.size());
  }

  private static MessageDigest digest(Path file, long bytes) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    if (bytes > 0) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] some = new byte[1 << 16];
        for (long left = bytes; left > 0; ) {
          int read = in.read(some, 0, (int) Math.min(some.length, left));
          digest.update(some, 0, read);
          left -= read;
        }
      }
    }
    return digest;
  }

  private String current() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) sha256.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 can be cloned in every Java", e);
    }
  }

  void append(ObjectNode object) throws IOException {
    byte[] line = Json.line(object);
    sha256.update(line);
    ByteBuffer buffer = ByteBuffer.wrap(line);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** What was written, all of which is on the disk when this returns. */
  LogMark synced() throws IOException {
    channel.force(false);
    return new LogMark(channel.position(), current());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
