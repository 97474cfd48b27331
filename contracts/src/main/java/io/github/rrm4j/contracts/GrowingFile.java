package io.github.rrm4j.contracts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * A text file that grows by whole lines, which are on the disk when {@link #append} returns, and
 * that one process at a time writes: finished work, which a kill does not lose.
 */
public final class GrowingFile implements AutoCloseable {

  /** How much of what a kill left behind counts. */
  @FunctionalInterface
  public interface Whole {

    /** Bytes from the start of a file that are kept; what follows is cut off. */
    long bytes(Path file) throws IOException;
  }

  private final FileChannel channel;
  private final FileChannel lock;
  private final Path lockFile;

  private GrowingFile(FileChannel channel, FileChannel lock, Path lockFile) {
    this.channel = channel;
    this.lock = lock;
    this.lockFile = lockFile;
  }

  /**
   * Opens a file, which is made where it is missing, to write after what counts of it.
   *
   * @param reading reads what counts of it; where that fails, the file is given up
   * @throws InvalidInput if it cannot be written, or another process writes it
   */
  public static GrowingFile open(Path file, Whole whole, Consumer<Path> reading) {
    GrowingFile growing = null;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      growing = locked(file);
      growing.channel.truncate(whole.bytes(file));
      growing.channel.position(growing.channel.size());
      reading.accept(file);
      return growing;
    } catch (IOException e) {
      giveUp(growing, e);
      throw new InvalidInput(
          file + ": cannot be written (" + e + "), must be in a writable folder with free space",
          e);
    } catch (RuntimeException e) {
      giveUp(growing, e);
      throw e;
    }
  }

  /** The lock is on a file of its own: it goes when its process closes the locked file anywhere. */
  private static GrowingFile locked(Path file) throws IOException {
    Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
    FileChannel lock =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean free;
    try {
      free = lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false;
    }
    if (!free) {
      lock.close();
      throw new InvalidInput(
          file
              + ": is being written by another process, must be left to it; choose another --output");
    }
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new GrowingFile(channel, lock, lockFile);
    } catch (IOException e) {
      Files.deleteIfExists(lockFile);
      lock.close();
      throw e;
    }
  }

  private static void giveUp(GrowingFile growing, Exception why) {
    if (growing != null) {
      try {
        growing.close();
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }

  /** Adds lines; they are on the disk when this returns. */
  public void append(List<String> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    String text = String.join("\n", lines) + "\n";
    ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (left.hasRemaining()) {
      channel.write(left);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(lockFile);
    lock.close();
  }
}
