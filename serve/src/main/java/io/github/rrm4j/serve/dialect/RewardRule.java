package io.github.rrm4j.serve.dialect;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.RankingMethod.Settings;
import io.github.rrm4j.rewards.tournament.Elo;

/**
 * What the games of the samples of a prompt are worth.
 *
 * @param method Elo or the share of games that are won
 * @param settings of the method
 */
public record RewardRule(RankingMethod method, Settings settings) {

  /**
   * @throws InvalidInput if the method gives no reward
   */
  public RewardRule {
    if (method != RankingMethod.ELO && method != RankingMethod.WIN_RATE) {
      throw new InvalidInput("--reward is " + method + ", must be elo or win_rate");
    }
  }

  /**
   * A rule.
   *
   * @param opponents of each sample, by lot; 0 lets everyone meet everyone
   */
  public static RewardRule of(RankingMethod method, int opponents) {
    InvalidInput.checkLeast("--opponents", opponents, 0);
    return new RewardRule(method, settings(opponents));
  }

  static Settings settings(int opponents) {
    Settings usual = Settings.USUAL;
    return new Settings(
        opponents, usual.rounds(), usual.k(), usual.orders(), usual.prior(), usual.decided());
  }

  /** {@code (elo - 1000) / 200 + 0.5}, or the share itself. */
  double reward(double rating) {
    return method == RankingMethod.ELO ? Elo.reward(rating) : rating;
  }
}
