package io.github.rrm4j.trainer.optimizer;

import io.github.rrm4j.model.TokenSequence;
import java.util.List;

/**
 * What moves the weights by a loss on completion tokens: an optimizer step here ({@link
 * TokenUpdate}), or one at a service that has the weights.
 */
public interface WeightUpdate {

  /**
   * Takes a step. Only rows that {@link TokenLoss#hasGradient} are computed; if there are none, the
   * first row is, so that its log-probs are known.
   *
   * @param rows of the step, at least one
   * @param temperature of the distribution that is trained
   */
  UpdateResult<TokenUpdate.Numbers> apply(
      List<TokenSequence> rows, TokenLoss loss, double temperature, double rate);
}
