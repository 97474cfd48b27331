package io.github.rrm4j.data.preparation;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.RandomAccess;
import java.util.function.Consumer;

/**
 * Prepared pairs in a JSONL file, as a list: only the place of each line is in memory, a pair is
 * read when it is asked for.
 */
public final class PairFile extends AbstractList<Pair> implements RandomAccess {

  private final Path file;
  private final long[] starts;
  private final String digest;

  /**
   * @param starts where each line starts, and where the last one ends
   */
  private PairFile(Path file, long[] starts, String digest) {
    this.file = file;
    this.starts = starts;
    this.digest = digest;
  }

  /** What gives the pairs of a new file. */
  public interface Content {
    /** Hands every pair over, in order. */
    void pairsTo(Consumer<Pair> out);
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @throws InvalidInput if it cannot be written, or what the content throws
   */
  public static void write(Path file, Content content) {
    AtomicFiles.output(
        file,
        out -> {
          try {
            content.pairsTo(
                pair -> {
                  try {
                    out.write(PairWriter.line(pair));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        });
  }

  /**
   * Opens a file that {@link #write} made, reading through it once.
   *
   * @throws InvalidInput if it cannot be read
   */
  public static PairFile open(Path file) {
    long[] starts = new long[1 << 10];
    int lines = 0;
    long at = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
        for (int i = 0; i < n; i++) {
          at++;
          if (buffer[i] == '\n') {
            lines++;
            starts = lines < starts.length ? starts : Arrays.copyOf(starts, 2 * lines);
            starts[lines] = at;
          }
        }
      }
      String digest = HexFormat.of().formatHex(sha.digest());
      return new PairFile(file, Arrays.copyOf(starts, lines + 1), digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read (" + OneLine.of(e) + "), check the file", e);
    }
  }

  /** SHA-256 of the file, in hexadecimal. */
  public String digest() {
    return digest;
  }

  @Override
  public int size() {
    return starts.length - 1;
  }

  @Override
  public Pair get(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("pair " + index + " of " + size());
    }
    ByteBuffer line = ByteBuffer.allocate(Math.toIntExact(starts[index + 1] - 1 - starts[index]));
    try (FileChannel channel = FileChannel.open(file)) {
      while (line.hasRemaining()) {
        if (channel.read(line, starts[index] + line.position()) < 0) {
          throw new IOException("ends inside line " + (index + 1));
        }
      }
    } catch (IOException e) {
      throw new InvalidInput(
          file + ": changed while it was in use (" + OneLine.of(e) + "), restore it", e);
    }
    return PairWriter.pair(file, index + 1, line.array());
  }
}
