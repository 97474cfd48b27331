package io.github.rrm4j.data.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Fingerprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * The prompts that a judge was trained on, as hashes of 64 bits in 8 bytes each: enough to say that
 * an item of a benchmark was seen, not what it was.
 *
 * <p>A hash is half of the SHA-256 of the bare words of a prompt ({@link Words}), so that copies
 * have one hash that differ in case, punctuation, spacing or the width of letters; a prompt without
 * words is hashed as it is. With T hashes and B items that were not seen, some item is taken for
 * seen by chance with a probability of at most T B / 2^64: 5e-10 for a million and ten thousand.
 *
 * <p>The file has a hash of 16 hexadecimal digits a line, in ascending order.
 */
public final class PromptHashes {

  /** The name of the file in {@code data/} of a run, and in an exported model folder. */
  public static final String FILE = "training_prompts.txt";

  private final HashSet64 hashes = new HashSet64(Integer.MAX_VALUE);

  /** No prompts. */
  public PromptHashes() {}

  private static long hash(String prompt) {
    List<String> words = Words.of(prompt);
    return (words.isEmpty() ? Fingerprint.of(prompt) : Words.fingerprint(words)).low();
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws InvalidInput if it cannot be read, or is none
   */
  public static PromptHashes read(Path file) {
    PromptHashes read = new PromptHashes();
    try (BufferedReader lines = Files.newBufferedReader(file, US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.length() != 16) {
          throw new NumberFormatException(line);
        }
        read.hashes.put(Long.parseUnsignedLong(line, 16));
      }
    } catch (NumberFormatException e) {
      throw new InvalidInput(
          file
              + ": has a line that is no hash of 16 digits, must be as the run wrote it, restore"
              + " it",
          e);
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read (" + OneLine.of(e) + "), check the file", e);
    }
    return read;
  }

  /** Remembers a prompt. */
  public void add(String prompt) {
    hashes.put(hash(prompt));
  }

  /** Remembers all prompts of others. */
  public void addAll(PromptHashes others) {
    hashes.addAll(others.hashes);
  }

  /** Whether a prompt is among them. */
  public boolean has(String prompt) {
    return hashes.has(hash(prompt));
  }

  /** How many different prompts there are. */
  public int size() {
    return hashes.size();
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    int size = hashes.size();
    AtomicFiles.output(
        file,
        out -> {
          for (int i = 0; i < size; i++) {
            out.write((HexFormat.of().toHexDigits(hashes.at(i)) + "\n").getBytes(US_ASCII));
          }
        });
  }
}
