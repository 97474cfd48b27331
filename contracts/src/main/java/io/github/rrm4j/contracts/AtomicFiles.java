package io.github.rrm4j.contracts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Files that are either the old ones or the new ones, whole, whatever happens while they are
 * written: written under another name, synced, renamed, and the folder synced.
 */
public final class AtomicFiles {

  /** What the name of a file begins with that is still being written. */
  private static final String DRAFT = ".tmp-";

  private AtomicFiles() {}

  /**
   * Whether nothing was ever finished in a folder: it is empty, or holds drafts of a killed process
   * alone.
   */
  public static boolean nothingIn(Path folder) throws IOException {
    try (java.util.stream.Stream<Path> entries = Files.list(folder)) {
      return entries.allMatch(entry -> entry.getFileName().toString().startsWith(DRAFT));
    }
  }

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {

    /** Writes everything into the channel; need not close or sync it. */
    void writeInto(FileChannel channel) throws IOException;
  }

  /**
   * Creates or replaces a file by what {@code content} writes.
   *
   * @throws IOException naming a file, if the disk refuses; the file is then as it was before
   */
  public static void write(Path file, Content content) throws IOException {
    Path whole = file.toAbsolutePath();
    Path draft = whole.resolveSibling(DRAFT + whole.getFileName());
    try {
      try (FileChannel channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeInto(channel);
        channel.force(true);
      } catch (IOException e) {
        throw DiskError.at(whole, e);
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

  /** What goes into a stream. */
  @FunctionalInterface
  public interface Stream {

    /** Writes everything and leaves the stream open. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes an output of the user's that may have no file.
   *
   * @param otherwise what takes it then, and stays open
   */
  public static void output(Optional<Path> file, OutputStream otherwise, Stream content)
      throws IOException {
    if (file.isPresent()) {
      output(file.get(), content);
    } else {
      content.writeTo(otherwise);
    }
  }

  /**
   * Creates or replaces an output of the user's by what {@code content} writes; folders above it
   * are made.
   *
   * @throws InvalidInput if that fails; an earlier file is then untouched and no other is left
   */
  public static void output(Path file, Stream content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      write(
          file,
          channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            content.writeTo(out);
            out.flush();
          });
    } catch (IOException e) {
      throw DiskError.unwritable(file, e);
    }
  }

  /**
   * Waits until a file's bytes, or a folder's names, are on the disk.
   *
   * @throws IOException if there is no such file or folder, or the disk refuses
   */
  public static void sync(Path fileOrFolder) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw DiskError.at(fileOrFolder, e);
    }
  }
}
