package io.github.rrm4j.trainer.dpo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.optimizer.TokenLoss;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The margins of some pairs and what follows from them: the loss, its metrics, and the weight of
 * each row in the gradient.
 *
 * <p>By the chain rule the gradient of a pair's loss L(h) is
 *
 * <pre>
 *   L'(h) (grad log pi(chosen) - grad log pi(rejected))
 * </pre>
 *
 * which for the sigmoid is equation 4 of Rafailov et al. 2023. So a pass without a graph, which
 * gives h, and then the gradient of a sum of token log-probs, each with the weight of its row, are
 * exact; the two rows of a pair need not be in one micro-batch.
 *
 * <p>To it may be added a multiple of the mean -log pi of a token of the chosen response: responses
 * that are alike but for a few tokens are else pushed down together, the chosen one too. Source:
 * Pang et al. 2024, "Iterative Reasoning Preference Optimization", equation 1. Differs: the
 * coefficient is that of this term, as in TRL, and prompt tokens are not in the mean.
 *
 * @param chosen nats, of the policy, by pair
 * @param rejected nats, of the policy, by pair
 * @param chosenRatio nats, log-prob of the policy less that of the reference, by pair
 * @param rejectedRatio the same of the rejected response
 * @param chosenTokens tokens of the chosen response, by pair
 */
record PreferenceBatch(
    double[] chosen,
    double[] rejected,
    double[] chosenRatio,
    double[] rejectedRatio,
    int[] chosenTokens) {

  /**
   * @param logprobs nats, of the policy, by row and token: of each pair the chosen one, then the
   *     rejected one
   * @param reference of all pairs
   * @param pairs which of these they are
   */
  static PreferenceBatch of(float[][] logprobs, ReferenceLogprobs reference, int[] pairs) {
    double[] sums = ReferenceLogprobs.sums(logprobs);
    int n = pairs.length;
    PreferenceBatch batch =
        new PreferenceBatch(new double[n], new double[n], new double[n], new double[n], new int[n]);
    for (int i = 0; i < n; i++) {
      batch.chosen[i] = sums[2 * i];
      batch.rejected[i] = sums[2 * i + 1];
      batch.chosenRatio[i] = sums[2 * i] - reference.chosen()[pairs[i]];
      batch.rejectedRatio[i] = sums[2 * i + 1] - reference.rejected()[pairs[i]];
      batch.chosenTokens[i] = logprobs[2 * i].length;
    }
    return batch;
  }

  private double margin(int pair) {
    return chosenRatio[pair] - rejectedRatio[pair];
  }

  /** Mean loss of a pair, with a multiple of {@link #nll}. */
  double loss(PreferenceLoss loss, double nllCoefficient) {
    double sum = 0;
    for (int i = 0; i < chosen.length; i++) {
      sum += loss.value(margin(i));
    }
    return sum / chosen.length + nllCoefficient * nll();
  }

  /** Mean over the pairs of the mean -log pi of a token of the chosen response, nats. */
  double nll() {
    double sum = 0;
    for (int i = 0; i < chosen.length; i++) {
      sum -= chosen[i] / chosenTokens[i];
    }
    return sum / chosen.length;
  }

  /** Pairs whose chosen response has the larger reward. */
  int right() {
    int right = 0;
    for (int i = 0; i < chosen.length; i++) {
      right += margin(i) > 0 ? 1 : 0;
    }
    return right;
  }

  /** By the names of docs/metrics.md; rewards are beta times a ratio. */
  Map<String, Double> metrics(PreferenceLoss loss, double nllCoefficient) {
    double beta = loss.beta();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", loss(loss, nllCoefficient));
    metrics.put("loss/nll", nll());
    metrics.put("rewards/chosen", beta * mean(chosenRatio));
    metrics.put("rewards/rejected", beta * mean(rejectedRatio));
    metrics.put("rewards/margins", beta * (mean(chosenRatio) - mean(rejectedRatio)));
    metrics.put("rewards/accuracies", (double) right() / chosen.length);
    metrics.put("logps/chosen", mean(chosen));
    metrics.put("logps/rejected", mean(rejected));
    return metrics;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /**
   * The token loss whose gradient is that of {@link #loss}. {@link TokenUpdate} divides it by the
   * number of tokens of all rows, so each row's weight is multiplied by that.
   *
   * @param rows of each pair the chosen one, then the rejected one
   */
  TokenLoss tokenLoss(PreferenceLoss loss, double nllCoefficient, List<TokenSequence> rows) {
    long tokens = rows.stream().mapToLong(row -> row.completion().length).sum();
    double[] weights = new double[rows.size()];
    for (int i = 0; i < chosen.length; i++) {
      double share = (double) tokens / chosen.length;
      double slope = loss.slope(margin(i));
      weights[2 * i] = (slope - nllCoefficient / chosenTokens[i]) * share;
      weights[2 * i + 1] = -slope * share;
    }
    return new Weighted(rows, weights);
  }

  /** The sum of the log-probs of all tokens, each times the weight of its row. */
  private record Weighted(List<TokenSequence> rows, double[] weights) implements TokenLoss {

    @Override
    public NDArray sum(NDManager scope, NDArray logprobs, int[] of) {
      float[] each = new float[(int) logprobs.size()];
      int at = 0;
      for (int row : of) {
        int end = at + rows.get(row).completion().length;
        Arrays.fill(each, at, end, (float) weights[row]);
        at = end;
      }
      return logprobs.mul(scope.create(each)).sum();
    }

    @Override
    public boolean hasGradient(int row) {
      return weights[row] != 0;
    }
  }
}
