package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.DiskError;
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

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest sha256;

  /**
   * @param mark what is kept of the file that is there
   * @param acceptChanged whether these bytes may be others than those that were written
   * @throws InvalidInput if the file is missing, shorter, or not as it was written
   */
  JsonLinesLog(Path file, LogMark mark, boolean acceptChanged) throws IOException {
    this.file = file;
    sha256 = FileDigest.ofFirst(file, mark.bytes());
    Optional<String> problem = acceptChanged ? Optional.empty() : mark.problem(file, sha256);
    if (problem.isPresent()) {
      throw new InvalidInput(
          problem.get()
              + "; put the file back as it was, or --accept-changed-logs goes on with what is there");
    }
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.truncate(mark.bytes());
      channel.position(channel.size());
    } catch (IOException e) {
      channel.close();
      throw DiskError.at(file, e);
    }
  }

  void append(ObjectNode object) throws IOException {
    byte[] line = Json.line(object);
    sha256.update(line);
    ByteBuffer buffer = ByteBuffer.wrap(line);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw DiskError.at(file, e);
    }
  }

  /** What was written, all of which is on the disk when this returns. */
  LogMark synced() throws IOException {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw DiskError.at(file, e);
    }
    return new LogMark(channel.position(), FileDigest.soFar(sha256));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
