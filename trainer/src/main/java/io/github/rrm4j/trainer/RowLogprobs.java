package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Log-probs of given completions under a model, in micro-batches and without gradients. */
final class RowLogprobs {

  private final LanguageModel model;
  private final int tokenBudget;
  private final NDManager manager;

  /**
   * @param tokenBudget positions of a micro-batch
   * @param manager the parent of what lives during a micro-batch
   */
  RowLogprobs(LanguageModel model, int tokenBudget, NDManager manager) {
    this.model = model;
    this.tokenBudget = tokenBudget;
    this.manager = manager;
  }

  /**
   * @param temperature divides the logits
   * @return nats, by row and completion token
   */
  float[][] of(List<TokenSequence> rows, double temperature) {
    float[][] logprobs = new float[rows.size()][];
    int[] all = IntStream.range(0, rows.size()).toArray();
    for (int[] micro : MicroBatches.of(rows, all, tokenBudget).batches()) {
      List<TokenSequence> sequences = Arrays.stream(micro).mapToObj(rows::get).toList();
      try (NDManager scope = manager.newSubManager()) {
        float[] flat = model.logprobs(scope, sequences, temperature, false).values().toFloatArray();
        int at = 0;
        for (int row : micro) {
          logprobs[row] = Arrays.copyOfRange(flat, at, at += rows.get(row).completion().length);
        }
      }
    }
    return logprobs;
  }
}
