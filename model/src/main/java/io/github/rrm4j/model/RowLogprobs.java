package io.github.rrm4j.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Log-probabilities of many sequences, micro-batch by micro-batch, as Java arrays. */
public final class RowLogprobs implements TokenLogprobs {

  private final LanguageModel model;
  private volatile int tokenBudget;
  private final PassMemory memory;
  private final NDManager manager;

  /**
   * @param tokenBudget most positions, padding included, that are computed together
   * @param manager the parent of what lives during a micro-batch
   */
  public RowLogprobs(LanguageModel model, int tokenBudget, PassMemory memory, NDManager manager) {
    this.model = model;
    this.tokenBudget = tokenBudget;
    this.memory = memory;
    this.manager = manager;
  }

  /**
   * {@inheritDoc} Where memory runs out, all begins again with half of the positions together,
   * which later calls keep.
   */
  @Override
  public float[][] of(List<TokenSequence> rows, double temperature) {
    int[] all = IntStream.range(0, rows.size()).toArray();
    int workers = model.workers().count();
    while (true) {
      List<int[]> batches =
          MicroBatches.of(rows, all, Math.max(1, tokenBudget / workers)).batches();
      try {
        return of(batches, rows, temperature);
      } catch (EngineException e) {
        int most = batches.stream().mapToInt(batch -> batch.length).max().orElse(1);
        if (!OutOfMemory.caused(e) || most == 1) {
          throw e;
        }
        int longest = rows.stream().mapToInt(TokenSequence::length).max().orElseThrow();
        tokenBudget = Math.min(tokenBudget, workers * most * longest) / 2;
        OutOfMemory.release(manager.getDevice());
      }
    }
  }

  private float[][] of(List<int[]> batches, List<TokenSequence> rows, double temperature) {
    float[][] logprobs = new float[rows.size()][];
    int workers = model.workers().count();
    model
        .workers()
        .run(
            Math.min(workers, Math.max(1, batches.size())),
            worker -> {
              for (int b = worker; b < batches.size(); b += workers) {
                batch(batches.get(b), rows, temperature, logprobs);
              }
              return worker;
            });
    return logprobs;
  }

  private void batch(
      int[] batch, List<TokenSequence> rows, double temperature, float[][] logprobs) {
    List<TokenSequence> sequences = Arrays.stream(batch).mapToObj(rows::get).toList();
    try (NDManager scope = manager.newSubManager()) {
      float[] flat = model.logprobs(scope, sequences, temperature, memory).values().toFloatArray();
      split(flat, batch, rows, logprobs);
    }
  }

  /**
   * Gives each row its part of a flat array.
   *
   * @param batch the rows whose completion tokens the array holds, in its order
   * @param into by row
   */
  public static void split(float[] flat, int[] batch, List<TokenSequence> rows, float[][] into) {
    int from = 0;
    for (int row : batch) {
      int to = from + rows.get(row).completion().length;
      into[row] = Arrays.copyOfRange(flat, from, to);
      from = to;
    }
  }
}
