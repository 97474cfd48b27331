package io.github.rrm4j.data;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@link AtomicFiles} for streams, where a place that cannot be written to is a user's mistake. */
public final class AtomicFile {

  /** What writes the bytes. */
  public interface Content {
    /** Writes all bytes to {@code out} and leaves it open. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes {@code content} to {@code file}; folders above it are made.
   *
   * @throws InvalidInput if that fails; an earlier file is then untouched and no other is left
   */
  public static void write(Path file, Content content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFiles.write(
          file,
          channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            content.writeTo(out);
            out.flush();
          });
    } catch (IOException e) {
      throw new InvalidInput(
          file + ": cannot be written (" + e + "), must be in a writable folder with free space",
          e);
    }
  }
}
