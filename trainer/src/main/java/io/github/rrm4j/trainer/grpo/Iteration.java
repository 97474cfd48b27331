package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that came of a step, for those who log and watch it.
 *
 * @param groups all that were sampled
 * @param updates the optimizer steps, in their order
 * @param maxTokens the longest that a completion could be
 * @param seconds by what was done
 * @param halvings how often the sequences generated together were halved because memory ran out
 * @param overlap of the rollouts with updates, where they were drawn beside those
 */
public record Iteration<Q, A>(
    List<Group<Q, A>> groups,
    List<Update> updates,
    double learningRate,
    int maxTokens,
    Map<String, Double> seconds,
    int halvings,
    Optional<Overlap> overlap) {

  /**
   * How much of the drawing went on beside updates.
   *
   * @param drawing seconds from the asking to the last answer
   * @param waited seconds of them in which the step waited
   */
  public record Overlap(double drawing, double waited) {

    /** The share of the drawing that nobody waited for. */
    double share() {
      return drawing > 0 ? Math.max(0, 1 - waited / drawing) : 0;
    }
  }

  /** The same with what is known of its rollouts. */
  Iteration<Q, A> with(int times, Optional<Overlap> beside) {
    return new Iteration<>(groups, updates, learningRate, maxTokens, seconds, times, beside);
  }

  public record Update(MiniBatch batch, UpdateResult<TokenUpdate.Numbers> result) {}
}
