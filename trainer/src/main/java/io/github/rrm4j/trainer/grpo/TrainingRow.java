package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.optimizer.LossTerms;

/**
 * A completion as the loss sees it. Arrays are by completion token.
 *
 * @param rollout the tokens and the log-probs under which they were sampled, nats; NaN for a token
 *     that was forced
 * @param oldLogprobs nats, of the weights at the start of the step; 0 for a token that was forced
 * @param refLogprobs nats, of the reference
 * @param completionMask 1 for a token that was sampled, 0 for one that was forced
 * @param importance the weight of each token that another policy sampled, 0 for one that was forced
 * @param advantage A_i
 * @param weight of each of its tokens in the loss
 */
public record TrainingRow(
    Rollout rollout,
    float[] oldLogprobs,
    float[] refLogprobs,
    float[] completionMask,
    float[] importance,
    double advantage,
    double weight) {

  /** The row of a sample, which has no weight yet. */
  static TrainingRow of(Sample<?> sample, Importance rule) {
    return of(
        sample.rollout(), sample.oldLogprobs(), sample.refLogprobs(), sample.advantage(), rule);
  }

  /**
   * The row of a completion, which has no weight yet.
   *
   * @param old nats; what it has for a token that was forced is not looked at
   */
  static TrainingRow of(
      Rollout rollout, float[] old, float[] reference, double advantage, Importance rule) {
    float[] behavior = rollout.logprobs();
    float[] known = new float[behavior.length];
    float[] mask = new float[behavior.length];
    for (int i = 0; i < behavior.length; i++) {
      if (!Float.isNaN(behavior[i])) {
        mask[i] = 1;
        known[i] = old[i];
      }
    }
    return new TrainingRow(
        rollout, known, reference, mask, rule.weights(old, behavior), advantage, 0);
  }

  TrainingRow withWeight(double share) {
    return new TrainingRow(
        rollout, oldLogprobs, refLogprobs, completionMask, importance, advantage, share);
  }

  /** What its tokens weigh is a factor of their advantages; none is negative. */
  LossTerms.Row terms() {
    float[] advantages = new float[tokens()];
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = (float) (completionMask[i] * importance[i] * weight * advantage);
    }
    return new LossTerms.Row(advantages, oldLogprobs);
  }

  TokenSequence sequence() {
    return rollout.sequence();
  }

  int tokens() {
    return completionMask.length;
  }

  /** Completion tokens that were sampled. */
  int sampled() {
    int sampled = 0;
    for (float one : completionMask) {
      sampled += one > 0 ? 1 : 0;
    }
    return sampled;
  }
}
