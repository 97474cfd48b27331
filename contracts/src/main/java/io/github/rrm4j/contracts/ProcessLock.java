package io.github.rrm4j.contracts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second writer out; the end of the process releases it. The lock is on a file of its own,
 * for it would go when its process closes the locked file anywhere, after reading it for example.
 */
public final class ProcessLock implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a folder, which is made where it is missing.
   *
   * @param work what is at work, in one word; the file is {@code WORK.lock}
   * @throws InvalidInput if another process has it
   */
  public static ProcessLock ofFolder(Path folder, String work) throws IOException {
    Files.createDirectories(folder);
    return take(
        folder.resolve(work + ".lock"),
        folder + ": another " + work + " is at work in it; wait for it or stop it");
  }

  /**
   * Takes a lock.
   *
   * @param refusal what is said where somebody else has it
   * @throws InvalidInput if another process, or another place in this one, has it
   */
  static ProcessLock take(Path file, String refusal) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean free;
    try {
      free = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      free = false;
    }
    if (!free) {
      channel.close();
      throw new InvalidInput(refusal);
    }
    return new ProcessLock(file, channel);
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      channel.close();
    }
  }
}
