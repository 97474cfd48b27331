package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.below;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.trainer.rewardmodel.BradleyTerryLoss;
import io.github.rrm4j.trainer.rewardmodel.RewardModelSettings;

/** The keys below {@code reward_model}. */
final class RewardModelKeys {

  private RewardModelKeys() {}

  /**
   * Reads every key.
   *
   * @param c of reward_model
   */
  static RewardModelSettings read(ConfigReader c) {
    return new RewardModelSettings(
        c.integer("steps", atLeast(1)),
        c.count("batch", atLeast(1)),
        new BradleyTerryLoss(
            c.number("margin", atLeast(0)),
            c.number("label_smoothing", atLeast(0), below(0.5)),
            c.number("centre_coefficient", atLeast(0))),
        RunConfig.optimiser(c.section("optimiser")));
  }
}
