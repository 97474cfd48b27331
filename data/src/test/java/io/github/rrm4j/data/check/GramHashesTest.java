package io.github.rrm4j.data.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GramHashesTest {

  private static final String PROMPT =
      "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";

  @TempDir Path folder;

  private static String words(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
  }

  @Test
  void thirteenWordsInARowAreAnOverlapAndTwelveAreNone() {
    GramHashes grams = new GramHashes();
    grams.add(PROMPT);
    assertEquals(2, grams.size(), "of 14 words two stretches of 13");
    assertTrue(
        grams.overlaps(
            "Say: two, three four FIVE six seven eight nine ten eleven twelve thirteen fourteen!"));
    assertFalse(
        grams.overlaps(
            "Say: three four five six seven eight nine ten eleven twelve thirteen fourteen!"));
    assertFalse(grams.overlaps("short"));
    GramHashes none = new GramHashes();
    none.add("a prompt of few words");
    assertEquals(0, none.size());
  }

  /** The rule of {@code data check}: what it calls an overlap or the same is one here. */
  @Test
  void theRuleIsThatOfTheDataCheck() {
    GramHashes grams = new GramHashes();
    Benchmark benchmark = new Benchmark();
    benchmark.begin("b");
    for (int i = 0; i < 40; i++) {
      benchmark.add("row " + i, List.of(words(20 * i, 20 * i + 15)));
      grams.add(words(20 * i, 20 * i + 15));
    }
    for (int from = 0; from < 60; from++) {
      for (int length = 12; length < 16; length++) {
        String query = "x " + words(from, from + length);
        assertEquals(benchmark.find(query).isPresent(), grams.overlaps(query), query);
      }
    }
  }

  @Test
  void theFileIsReadBackAndTheSameBytesAreWritten() throws IOException {
    GramHashes grams = new GramHashes();
    for (int i = 0; i < 300; i++) {
      grams.add(words(i, i + 30));
    }
    Path file = folder.resolve(GramHashes.FILE);
    grams.write(file);
    assertEquals(16 + 8 * grams.size(), Files.size(file));
    assertEquals("RRM4J13G", new String(Files.readAllBytes(file), 0, 8, "US-ASCII"));
    GramHashes read = GramHashes.read(file);
    assertEquals(grams.size(), read.size());
    assertEquals(1, read.share());
    assertTrue(read.overlaps(words(100, 113)));
    Path again = folder.resolve("again");
    read.write(again);
    assertEquals(-1, Files.mismatch(file, again));
  }

  @Test
  void ofTooManyTheSmallestAreKeptHoweverTheyCome() throws IOException {
    GramHashes all = new GramHashes();
    GramHashes sample = new GramHashes(1000);
    GramHashes backwards = new GramHashes(1000);
    int n = 5000;
    for (int i = 0; i < n; i++) {
      all.add(words(i, i + 13));
      sample.add(words(i, i + 13));
      backwards.add(words(n - 1 - i, n + 12 - i));
    }
    assertEquals(n, all.size());
    assertEquals(1000, sample.size());
    assertEquals(0.2, sample.share(), 0.03);
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    sample.write(one);
    backwards.write(other);
    assertEquals(-1, Files.mismatch(one, other));
    GramHashes read = GramHashes.read(one);
    assertEquals(sample.share(), read.share());
    long single = IntStream.range(0, n).filter(i -> read.overlaps(words(i, i + 13))).count();
    assertEquals(1000, single, "a single stretch is found as often as it is kept");
    long longer = IntStream.range(0, n).filter(i -> read.overlaps(words(i, i + 42))).count();
    assertTrue(longer > 0.99 * n, longer + " of queries that share 30: 1 - 0.8^30 is 0.9988");
    GramHashes both = new GramHashes();
    both.add(words(9000, 9100));
    both.addAll(read);
    assertEquals(read.share(), both.share(), "what a part left out, the whole lacks");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    GramHashes grams = new GramHashes();
    grams.add(PROMPT);
    Path file = folder.resolve(GramHashes.FILE);
    grams.write(file);
    byte[] whole = Files.readAllBytes(file);
    byte[] swapped = whole.clone();
    System.arraycopy(whole, 16, swapped, 24, 8);
    System.arraycopy(whole, 24, swapped, 16, 8);
    for (byte[] bytes :
        List.of(
            Arrays.copyOf(whole, 17),
            Arrays.copyOf(whole, 8),
            new byte[32],
            swapped,
            new byte[0])) {
      Files.write(file, bytes);
      InvalidInput refused = assertThrows(InvalidInput.class, () -> GramHashes.read(file));
      assertTrue(
          refused.getMessage().startsWith(file + ": holds no hashes of stretches in order"),
          refused.getMessage());
    }
  }
}
