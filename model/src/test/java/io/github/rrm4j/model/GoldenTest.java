package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.LanguageModel.Logprobs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Parity with transformers; the reference values come from src/test/python/make_golden.py. */
class GoldenTest {

  private static final double TOLERANCE = 1e-4;
  static final List<String> NAMES = List.of(Golden.NAMES);

  @ParameterizedTest
  @FieldSource("NAMES")
  void logitsAreThoseOfTransformers(String name) {
    try (NDManager manager = NDManager.newBaseManager();
        Golden golden = new Golden(name, manager)) {
      for (int s = 0; s < golden.sequences.length; s++) {
        NDArray logits = golden.model.logits(manager, golden.sequences[s]);
        double[] expected = flat(golden.logits[s]);
        assertEquals(expected.length, logits.size());
        assertTrue(spread(expected) > 1, "logits that are all alike would prove nothing");
        assertEquals(0, largestDifference(expected, logits.toFloatArray()), TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theMostLikelyTokensAreThoseOfTransformers(String name) {
    try (NDManager manager = NDManager.newBaseManager();
        Golden golden = new Golden(name, manager)) {
      int[] whole = concat(golden.prompt, golden.greedy);
      long[] most = golden.model.logits(manager, whole).argMax(1).toLongArray();
      for (int i = 0; i < golden.greedy.length; i++) {
        assertEquals(golden.greedy[i], most[golden.prompt.length + i - 1], "token " + i);
      }
      assertEquals(64, golden.greedy.length);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void logprobsAreTheLogSoftmaxOfTheReferenceLogits(String name) {
    try (NDManager manager = NDManager.newBaseManager();
        Golden golden = new Golden(name, manager)) {
      for (double temperature : new double[] {1, 0.7}) {
        List<Row> rows = rows(golden, temperature);
        assertLogprobs(golden, rows, temperature, manager); // padded: two lengths in one batch
        for (Row row : rows) {
          assertLogprobs(golden, List.of(row), temperature, manager);
        }
        Collections.reverse(rows);
        assertLogprobs(golden, rows, temperature, manager);
      }
    }
  }

  @Test
  void aConfigAsTransformersWritesItGivesItsRotaryBaseAndEpsilon() {
    try (NDManager manager = NDManager.newBaseManager();
        Golden golden = new Golden("untied-6-2", manager)) {
      assertEquals(1e6, golden.config.rope().theta());
      assertEquals(1e-5, golden.config.normEps());
      assertEquals(96, golden.config.maxPositions());
      assertFalse(golden.config.tiedEmbeddings());
    }
  }

  /** A sequence cut at some place, with what its completion's log-probs and entropies must be. */
  private record Row(TokenSequence sequence, List<Double> logprobs, List<Double> entropies) {}

  private static List<Row> rows(Golden golden, double temperature) {
    List<Row> rows = new ArrayList<>();
    for (int s = 0; s < golden.sequences.length; s++) {
      int[] ids = golden.sequences[s];
      for (int cut : new int[] {1, 3, ids.length - 1}) {
        List<Double> logprobs = new ArrayList<>();
        List<Double> entropies = new ArrayList<>();
        for (int p = cut; p < ids.length; p++) {
          double[] all = Golden.logSoftmax(golden.logits[s][p - 1], temperature);
          logprobs.add(all[ids[p]]);
          entropies.add(-Arrays.stream(all).map(x -> x * Math.exp(x)).sum());
        }
        TokenSequence sequence =
            new TokenSequence(Arrays.copyOf(ids, cut), Arrays.copyOfRange(ids, cut, ids.length));
        rows.add(new Row(sequence, logprobs, entropies));
      }
    }
    return rows;
  }

  private static void assertLogprobs(
      Golden golden, List<Row> rows, double temperature, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      List<TokenSequence> sequences = rows.stream().map(Row::sequence).toList();
      Logprobs found = golden.model.logprobs(scope, sequences, temperature, PassMemory.DEFAULT);
      double[] logprobs = flat(rows.stream().map(Row::logprobs).toList());
      double[] entropies = flat(rows.stream().map(Row::entropies).toList());
      assertArrayEquals(logprobs, doubles(found.values().toFloatArray()), TOLERANCE);
      assertArrayEquals(entropies, doubles(found.entropy().toFloatArray()), TOLERANCE);
    }
  }

  private static double[] flat(List<List<Double>> lists) {
    return lists.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double largestDifference(double[] expected, float[] found) {
    return IntStream.range(0, expected.length)
        .mapToDouble(i -> Math.abs(expected[i] - found[i]))
        .max()
        .orElseThrow();
  }

  private static double spread(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / values.length);
  }

  private static int[] concat(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }
}
