package io.github.rrm4j.trainer;

import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rollout.Rollout;
import java.util.List;
import java.util.Optional;

/**
 * The rollouts of a prompt and what each is worth; both lists by sample.
 *
 * @param rewards empty for a rollout that could not be rewarded: it is left out of the group's mean
 *     and spread, and of the loss
 */
record Group(List<Rollout> rollouts, List<Optional<Reward>> rewards) {

  /** Whether its rewards differ. */
  boolean hasSignal() {
    return GroupAdvantages.hasSignal(values());
  }

  /** The rewards, in numbers; NaN where there is none. */
  double[] values() {
    return rewards.stream().mapToDouble(r -> r.map(Reward::value).orElse(Double.NaN)).toArray();
  }
}
