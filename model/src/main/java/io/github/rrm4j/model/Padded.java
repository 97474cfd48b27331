package io.github.rrm4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Sequences of one call, padded on the right to the longest.
 *
 * @param ids row by row
 * @param picked row * seq + position of what comes before each completion token; of the last token
 *     of each row, where whole sequences are valued
 * @param targets the completion tokens; none where whole sequences are valued
 * @param rows number of sequences
 * @param seq positions of each
 */
record Padded(long[] ids, long[] picked, long[] targets, int rows, int seq) {

  static Padded of(List<TokenSequence> rows) {
    int seq = rows.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    int count = rows.stream().mapToInt(row -> row.completion().length).sum();
    long[] ids = new long[rows.size() * seq];
    long[] picked = new long[count];
    long[] targets = new long[count];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      int[] prompt = rows.get(r).prompt();
      int[] completion = rows.get(r).completion();
      put(prompt, ids, r * seq);
      put(completion, ids, r * seq + prompt.length);
      for (int i = 0; i < completion.length; i++) {
        // the token at position p is predicted at position p - 1
        picked[next] = (long) r * seq + prompt.length + i - 1;
        targets[next++] = completion[i];
      }
    }
    return new Padded(ids, picked, targets, rows.size(), seq);
  }

  /** Whole sequences, each at least one token, of which the last position is picked. */
  static Padded ofWhole(List<int[]> rows) {
    int seq = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
    long[] ids = new long[rows.size() * seq];
    long[] picked = new long[rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      put(rows.get(r), ids, r * seq);
      picked[r] = (long) r * seq + rows.get(r).length - 1;
    }
    return new Padded(ids, picked, new long[0], rows.size(), seq);
  }

  /** (batch, seq) */
  NDArray ids(NDManager scope) {
    return scope.create(ids, new Shape(rows, seq));
  }

  /**
   * What the head is asked: picked, targets, temperature, most.
   *
   * @param most positions whose distributions are in memory at once
   */
  NDList head(NDManager scope, double temperature, long most) {
    NDManager host = Decoder.host(scope);
    return new NDList(
        scope.create(picked),
        scope.create(targets),
        host.create((float) temperature),
        host.create(most));
  }

  static void put(int[] tokens, long[] into, int at) {
    for (int i = 0; i < tokens.length; i++) {
      into[at + i] = tokens[i];
    }
  }
}
