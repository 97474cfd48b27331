package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.trainer.stage.RunState.LogMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

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
    sha256 = FileDigest.ofFirst(file, mark.bytes());
    Optional<String> problem = acceptChanged ? Optional.empty() : mark.problem(file, sha256);
    if (problem.isPresent()) {
      throw new InvalidInput(
          problem.get()
              + "; put the file back as it was, or --accept-changed-logs goes on with what is there");
    }
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(mark.bytes());
    channel.position(channel.size());
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
    return new LogMark(channel.position(), FileDigest.soFar(sha256));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
