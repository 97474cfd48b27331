package io.github.rrm4j.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What identifies the content of a file.
 *
 * @param bytes its length
 * @param sha256 64 lower-case hexadecimal digits
 */
public record FileDigest(long bytes, String sha256) {

  /** Reads the whole file. */
  public static FileDigest of(Path file) throws IOException {
    MessageDigest digest = newDigest();
    long bytes = read(file, Long.MAX_VALUE, digest);
    return new FileDigest(bytes, soFar(digest));
  }

  /**
   * The SHA-256 of the first bytes of a file, which goes on as the file grows; of a shorter file,
   * and of one that is not there, that of what is there.
   */
  public static MessageDigest ofFirst(Path file, long bytes) throws IOException {
    MessageDigest digest = newDigest();
    if (Files.exists(file)) {
      read(file, bytes, digest);
    }
    return digest;
  }

  /** What a digest is of all that it was given, in hexadecimal; more can be given to it. */
  public static String soFar(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("SHA-256 can be cloned on every Java platform", e);
    }
  }

  private static long read(Path file, long most, MessageDigest digest) throws IOException {
    long bytes = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      int n = 0;
      while (n >= 0 && bytes < most) {
        n = in.read(buffer, 0, (int) Math.min(buffer.length, most - bytes));
        if (n > 0) {
          digest.update(buffer, 0, n);
          bytes += n;
        }
      }
    }
    return bytes;
  }

  /** The SHA-256 of nothing yet. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
