package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.ClippedWeight;
import io.github.rrm4j.trainer.objective.PolicyTerm;
import io.github.rrm4j.trainer.objective.ScoreFunction;
import io.github.rrm4j.trainer.objective.SequenceRatio;

/** The published objectives and what each was published with. */
public enum Objective {
  /**
   * Group relative policy optimization. Differs from Shao et al. 2024: the mean is over all tokens,
   * as in the trainers that the paper's authors used; {@code sequence} is the first paper's.
   */
  GRPO(new Published(Aggregation.TOKEN, GroupAdvantages.GROUP_STD, 0.2, 0.2)),
  /** Liu et al. 2025: no division by the deviation, and by a constant instead of the length. */
  DR_GRPO(new Published(Aggregation.CONSTANT, GroupAdvantages.NONE, 0.2, 0.2)),
  /** Yu et al. 2025: mean over tokens and a range that is wider above. */
  DAPO(new Published(Aggregation.TOKEN, GroupAdvantages.GROUP_STD, 0.2, 0.28)),
  /** Zheng et al. 2025: the ratio of a whole sequence. */
  GSPO(new Published(Aggregation.SEQUENCE, GroupAdvantages.GROUP_STD, 3e-4, 4e-4)),
  /** MiniMax 2025: a clipped weight. Its range is not in the paper; 0 to 5 is a choice of ours. */
  CISPO(new Published(Aggregation.TOKEN, GroupAdvantages.GROUP_STD, 1, 4)),
  /** Williams 1992, against the mean of the others of the group. */
  REINFORCE(new Published(Aggregation.TOKEN, GroupAdvantages.LEAVE_ONE_OUT, 0, 0));

  /**
   * What an objective was published with.
   *
   * @param aggregation what a row weighs
   * @param advantages how rewards are compared
   * @param clipLow how far the ratio may fall below 1
   * @param clipHigh how far it may rise above 1
   */
  public record Published(
      Aggregation aggregation, GroupAdvantages advantages, double clipLow, double clipHigh) {}

  private final Published published;

  Objective(Published published) {
    this.published = published;
  }

  public Published published() {
    return published;
  }

  /** Whether there is a ratio to be clipped. */
  public boolean clips() {
    return this != REINFORCE;
  }

  /** Whether a second bound for bad tokens means anything. */
  public boolean dualClips() {
    return this == GRPO || this == DR_GRPO || this == DAPO;
  }

  /**
   * The term of a token.
   *
   * @param dual infinite for none; only read where {@link #dualClips}
   */
  public PolicyTerm term(double low, double high, double dual) {
    return switch (this) {
      case GRPO, DR_GRPO, DAPO -> new GrpoStep.ClippedSurrogate(low, high, dual);
      case GSPO -> new SequenceRatio(low, high);
      case CISPO -> new ClippedWeight(low, high);
      case REINFORCE -> new ScoreFunction();
    };
  }
}
