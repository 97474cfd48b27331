package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rollout.Rollout;
import java.util.Optional;

/**
 * A completion of a group with everything that is known of it: o_i of the paper, with its reward
 * r_i and its advantage A_i.
 *
 * @param rollout the tokens and the log-probs under which they were sampled, nats; NaN for a token
 *     that was forced
 * @param reward empty if it could not be rewarded: then it is left out of the group's mean and
 *     spread, and of the loss
 * @param oldLogprobs (completion), nats, of the weights at the start of the step; equal to the
 *     rollout's unless another engine sampled
 * @param refLogprobs (completion), nats, of the reference; zeros without one
 * @param advantage 0 until the group is compared
 */
public record Sample<A>(
    Rollout rollout,
    A answer,
    Optional<Reward> reward,
    float[] oldLogprobs,
    float[] refLogprobs,
    double advantage) {

  private static final float[] NOT_YET = {};

  /** A completion that is rewarded and nothing more. */
  public static <A> Sample<A> of(Rollout rollout, A answer, Optional<Reward> reward) {
    return new Sample<>(rollout, answer, reward, NOT_YET, NOT_YET, 0);
  }

  /** The prompt and the completion. */
  public TokenSequence sequence() {
    return rollout.sequence();
  }

  Sample<A> withLogprobs(float[] old, float[] reference) {
    return new Sample<>(rollout, answer, reward, old, reference, advantage);
  }

  Sample<A> withAdvantage(double compared) {
    return new Sample<>(rollout, answer, reward, oldLogprobs, refLogprobs, compared);
  }

  /** With a reward that is lowered by the KL from the reference, summed over all sampled tokens. */
  Sample<A> withKlPenalty(GrpoSettings.Kl kl) {
    float[] behavior = rollout.logprobs();
    double nats = 0;
    for (int i = 0; i < behavior.length; i++) {
      nats += Float.isNaN(behavior[i]) ? 0 : kl.estimator().value(refLogprobs[i] - behavior[i]);
    }
    String why = Text.format("It is %.3g nats from the reference.", nats);
    double term = -kl.coefficient() * nats;
    return new Sample<>(
        rollout,
        answer,
        reward.map(before -> before.plus("kl", term, why)),
        oldLogprobs,
        refLogprobs,
        advantage);
  }
}
