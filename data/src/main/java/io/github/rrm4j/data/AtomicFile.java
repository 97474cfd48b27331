package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there whole or as it was before: written beside its place, synced, renamed. */
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
    Path target = file.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      Path temporary = target.resolveSibling("." + target.getFileName() + ".partial");
      try {
        try (FileOutputStream bytes = new FileOutputStream(temporary.toFile());
            OutputStream out = new BufferedOutputStream(bytes)) {
          content.writeTo(out);
          out.flush();
          bytes.getFD().sync();
        }
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new InvalidInput(
          file + ": cannot be written (" + e + "), must be in a writable folder with free space",
          e);
    }
  }
}
