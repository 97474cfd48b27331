package io.github.rrm4j.data.check;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The stretches of {@value Benchmark#GRAM} words of the prompts that a judge was trained on, as
 * hashes of 64 bits: enough to say that an item of a benchmark shares one, by the rule of {@link
 * Benchmark}.
 *
 * <p>Source: Brown et al. 2020 ("Language Models are Few-Shot Learners"), appendix C, where an
 * overlap of 13 words is a collision.
 *
 * <p>At most {@value #MOST} are kept, 32 MiB. Of more different ones those with the smallest hashes
 * are: a sample whose members depend on nothing but the stretches themselves (Broder 1997, "On the
 * resemblance and containment of documents"). Stretches above the largest kept hash are then not
 * looked for. With a share f kept, an item that shares s stretches is missed with probability (1 -
 * f)^s: copies of long queries are found, a single shared stretch mostly is not.
 *
 * <p>The file has, big-endian: {@code RRM4J13G} in ASCII, the largest hash that would be kept (64
 * bits; 2^63 - 1 where none was left out), and the hashes as signed 64-bit numbers, ascending.
 */
public final class GramHashes {

  /** The name of the file in {@code data/} of a run, and in an exported model folder. */
  public static final String FILE = "training_13grams.bin";

  /** How many are kept. */
  public static final int MOST = 1 << 22;

  private static final long MAGIC = 0x52524d344a313347L; // RRM4J13G

  private final HashSet64 hashes;

  /** No stretches. */
  public GramHashes() {
    this(MOST);
  }

  GramHashes(int most) {
    hashes = new HashSet64(most);
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws InvalidInput if it cannot be read, or is none
   */
  public static GramHashes read(Path file) {
    GramHashes read = new GramHashes();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      long count = Files.size(file) / Long.BYTES - 2;
      if (Files.size(file) % Long.BYTES != 0 || count < 0 || in.readLong() != MAGIC) {
        throw damaged(file);
      }
      long last = in.readLong();
      long before = Long.MIN_VALUE;
      for (long i = 0; i < count; i++) {
        long hash = in.readLong();
        if (i > 0 && hash <= before || hash > last) {
          throw damaged(file);
        }
        read.hashes.put(hash);
        before = hash;
      }
      if (last < Long.MAX_VALUE) {
        read.hashes.keepTo(last);
      }
    } catch (EOFException e) {
      throw damaged(file);
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read (" + OneLine.of(e) + "), check the file", e);
    }
    return read;
  }

  private static InvalidInput damaged(Path file) {
    return new InvalidInput(
        file + ": holds no hashes of stretches in order, must be as the run wrote it, restore it");
  }

  /** Remembers the stretches of a prompt. */
  public void add(String prompt) {
    Words.stretches(Words.of(prompt), Benchmark.GRAM).forEach(stretch -> hashes.put(stretch.low()));
  }

  /** Remembers all stretches of others. */
  public void addAll(GramHashes others) {
    hashes.addAll(others.hashes);
  }

  /** Whether a query shares a stretch with a prompt, as far as stretches are kept. */
  public boolean overlaps(String query) {
    return Words.stretches(Words.of(query), Benchmark.GRAM).stream()
        .anyMatch(stretch -> hashes.has(stretch.low()));
  }

  /** How many different stretches are kept. */
  public int size() {
    return hashes.size();
  }

  /**
   * The share of all stretches that are kept: 1 where all are, else about what part of the hashes
   * has a place.
   */
  public double share() {
    double places = 0x1p64;
    return hashes.whole() ? 1 : ((double) hashes.last() - Long.MIN_VALUE) / places;
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    int size = hashes.size();
    AtomicFiles.output(
        file,
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          data.writeLong(MAGIC);
          data.writeLong(hashes.last());
          for (int i = 0; i < size; i++) {
            data.writeLong(hashes.at(i));
          }
          data.flush();
        });
  }
}
