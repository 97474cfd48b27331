package io.github.rrm4j.contracts;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a disk, or the limit on open files, refused: its place and what helps. {@link
 * OneLine#of(IOException)} says why.
 */
public final class DiskError {

  /** What an operating system says, and what helps. */
  private static final Map<String, String> REMEDIES =
      Map.of(
          "No space left on device", "free space",
          "Disk quota exceeded", "free space or raise the quota",
          "Read-only file system", "choose a folder that can be written",
          "Permission denied", "allow it, or choose another folder",
          "Too many open files", "raise the limit with ulimit -n",
          "File too large", "raise the limit with ulimit -f",
          "Input/output error", "check the disk",
          "Cannot allocate memory", "raise the limit with ulimit -v, or free memory");

  private DiskError() {}

  /** What helps against an error; empty for one that is not known. */
  public static Optional<String> remedy(IOException e) {
    String reason = OneLine.of(e);
    return REMEDIES.entrySet().stream()
        .filter(known -> reason.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * The error with the file that it came from, which Java does not name where an open file is
   * written or synced.
   */
  public static IOException at(Path file, IOException e) {
    if (e instanceof FileSystemException named && named.getFile() != null) {
      return e;
    }
    FileSystemException placed = new FileSystemException(file.toString(), null, OneLine.of(e));
    placed.initCause(e);
    return placed;
  }

  /** The error of a file that cannot be written. */
  public static InvalidInput unwritable(Path file, IOException e) {
    String remedy = remedy(e).orElse("must be in a writable folder with free space");
    return new InvalidInput(
        Text.format("%s: cannot be written (%s), %s", file, OneLine.of(e), remedy), e);
  }

  /** The error of a file that cannot be read. */
  public static InvalidInput unreadable(Path file, IOException e) {
    String remedy = remedy(e).orElse("must be a readable file");
    return new InvalidInput(
        Text.format("%s: cannot be read (%s), %s", file, OneLine.of(e), remedy), e);
  }
}
