package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of one JSON object a line that only grows, and can be cut back to a recorded length. */
final class JsonLinesLog implements AutoCloseable {

  private final FileChannel channel;

  /**
   * @param length bytes to keep of what is there
   * @throws InvalidInput if the file is there and shorter
   */
  JsonLinesLog(Path file, long length) throws IOException {
    if (Files.exists(file) && Files.size(file) < length) {
      throw InvalidInput.of(
          "%s: has %d bytes, %d belong to the checkpoint; put the file back as it was",
          file, Files.size(file), length);
    }
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(length);
    channel.position(channel.size());
  }

  void append(ObjectNode object) throws IOException {
    byte[] line = Json.line(object);
    ByteBuffer buffer = ByteBuffer.wrap(line);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Bytes written, all of which are on the disk when this returns. */
  long syncedLength() throws IOException {
    channel.force(false);
    return channel.position();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
