package io.github.rrm4j.evaluation.text;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Log-probs of passages, computed together as far as a token budget allows.
 *
 * @param tokenBudget most positions, padding included, that are computed together
 * @param manager the parent of what lives during a batch
 */
public record Scorer(LanguageModel model, int tokenBudget, NDManager manager) {

  private static final double TEMPERATURE = 1;

  /**
   * log p(token | all before it) of the model as it is, without a temperature.
   *
   * @return for each passage the nats of its {@link Passage#scored} last tokens
   * @throws io.github.rrm4j.contracts.InvalidInput if one is not finite
   */
  public List<float[]> logprobs(List<Passage> passages) {
    float[][] logprobs = new float[passages.size()][0];
    int[] some =
        IntStream.range(0, passages.size()).filter(i -> passages.get(i).scored() > 0).toArray();
    List<TokenSequence> rows =
        Arrays.stream(some).mapToObj(i -> passages.get(i).sequence()).toList();
    float[][] found =
        new RowLogprobs(model, tokenBudget, PassMemory.DEFAULT, manager).of(rows, TEMPERATURE);
    for (int row = 0; row < some.length; row++) {
      logprobs[some[row]] = found[row];
      for (int i = 0; i < found[row].length; i++) {
        model.requireNumber(
            found[row][i],
            Text.format(
                "the log-prob of scored token %d of '%s'", i + 1, passages.get(some[row]).id()));
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
