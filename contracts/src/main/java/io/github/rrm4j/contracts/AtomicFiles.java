package io.github.rrm4j.contracts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are either the old ones or the new ones, whole, whatever happens while they are
 * written: written under another name, synced, renamed, and the folder synced.
 */
public final class AtomicFiles {

  private AtomicFiles() {}

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {

    /** Writes everything into the channel; need not close or sync it. */
    void writeInto(FileChannel channel) throws IOException;
  }

  /**
   * Creates or replaces a file by what {@code content} writes.
   *
   * @throws IOException if the disk refuses; the file is then as it was before
   */
  public static void write(Path file, Content content) throws IOException {
    Path whole = file.toAbsolutePath();
    Path draft = whole.resolveSibling(".tmp-" + whole.getFileName());
    try {
      try (FileChannel channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeInto(channel);
        channel.force(true);
      }
      Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      try {
        Files.deleteIfExists(draft);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    sync(whole.getParent());
  }

  /** Creates or replaces a file by these bytes, as {@link #write(Path, Content)} does. */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(
        file,
        channel -> {
          ByteBuffer left = ByteBuffer.wrap(bytes);
          while (left.hasRemaining()) {
            channel.write(left);
          }
        });
  }

  /** Creates or replaces a file by this text in UTF-8, as {@link #write(Path, Content)} does. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Waits until a file's bytes, or a folder's names, are on the disk.
   *
   * @throws IOException if there is no such file or folder, or the disk refuses
   */
  public static void sync(Path fileOrFolder) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
