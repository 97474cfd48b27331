package io.github.rrm4j.evaluation.text;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Log-probs of passages, computed together as far as a token budget allows. */
public final class Scorer {

  private static final double TEMPERATURE = 1;

  private final LanguageModel model;
  private final int tokenBudget;
  private final NDManager manager;

  /**
   * @param tokenBudget most positions, padding included, that are computed together
   * @param manager the parent of what lives during a batch
   */
  public Scorer(LanguageModel model, int tokenBudget, NDManager manager) {
    this.model = model;
    this.tokenBudget = tokenBudget;
    this.manager = manager;
  }

  /**
   * log p(token | all before it) of the model as it is, without a temperature.
   *
   * @return for each passage the nats of its {@link Passage#scored} last tokens
   */
  public List<float[]> logprobs(List<Passage> passages) {
    float[][] logprobs = new float[passages.size()][0];
    int[] some =
        IntStream.range(0, passages.size()).filter(i -> passages.get(i).scored() > 0).toArray();
    List<TokenSequence> rows =
        Arrays.stream(some).mapToObj(i -> passages.get(i).sequence()).toList();
    int[] all = IntStream.range(0, rows.size()).toArray();
    for (int[] batch : MicroBatches.of(rows, all, tokenBudget).batches()) {
      List<TokenSequence> sequences = Arrays.stream(batch).mapToObj(rows::get).toList();
      try (NDManager scope = manager.newSubManager()) {
        float[] flat = model.logprobs(scope, sequences, TEMPERATURE, false).values().toFloatArray();
        int from = 0;
        for (int row : batch) {
          int to = from + rows.get(row).completion().length;
          logprobs[some[row]] = Arrays.copyOfRange(flat, from, to);
          from = to;
        }
      }
    }
    return List.of(logprobs);
  }

  /**
   * exp of the mean negative log-prob.
   *
   * @param logprobs nats, at least one
   */
  public static double perplexity(float[] logprobs) {
    return Math.exp(-sum(logprobs) / logprobs.length);
  }

  /** The log-prob of all tokens together, in nats. */
  public static double sum(float[] logprobs) {
    double sum = 0;
    for (float logprob : logprobs) {
      sum += logprob;
    }
    return sum;
  }
}
