package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.List;
import java.util.Map;

/**
 * Everything that came of a step, for those who log and watch it.
 *
 * @param groups all that were sampled
 * @param updates the optimizer steps, in their order
 * @param maxTokens the longest that a completion could be
 * @param seconds by what was done
 * @param halvings how often the sequences generated together were halved because memory ran out
 * @param drawing what else is known of the drawing and depends on time, by its name in
 *     timings.jsonl
 */
public record Iteration<Q, A>(
    List<Group<Q, A>> groups,
    List<Update> updates,
    double learningRate,
    int maxTokens,
    Map<String, Double> seconds,
    int halvings,
    Map<String, Double> drawing) {

  /** The same with what is known of its rollouts. */
  Iteration<Q, A> with(int times, Map<String, Double> drawn) {
    return new Iteration<>(groups, updates, learningRate, maxTokens, seconds, times, drawn);
  }

  public record Update(MiniBatch batch, UpdateResult<TokenUpdate.Numbers> result) {}
}
