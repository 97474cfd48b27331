package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.between;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.attack.Attack;
import io.github.rrm4j.data.attack.Attacks;
import io.github.rrm4j.data.attack.Negatives;
import io.github.rrm4j.data.attack.OwnAttacks;
import io.github.rrm4j.trainer.TrainingPlan.Role;
import io.github.rrm4j.trainer.TrainingPlan.Run;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The keys below {@code data.negatives}. */
record NegativesKeys(ConfigReader c) {

  /**
   * Reads every key.
   *
   * @param run which must train a judge, where there are negatives
   */
  static Negatives.Settings read(ConfigReader c, Run run) {
    double share = c.number("share", between(0, 1));
    c.problemIf(
        share > 0 && (run.role() != Role.JUDGE || run.stages().contains(StageKind.DPO)),
        "share",
        "is above 0, must be 0 for a policy, whose training has no judge; remove it");
    return new NegativesKeys(c).settings(share);
  }

  private Negatives.Settings settings(double share) {
    List<String> names = c.texts("attacks");
    Optional<String> file = c.optionalText("file");
    if (share == 0) {
      return Negatives.Settings.NONE;
    }
    try {
      List<Attack> own = file.map(Path::of).map(OwnAttacks::read).orElse(List.of());
      return new Negatives.Settings(share, attacks(names, own));
    } catch (InvalidInput e) {
      c.problem("file", "cannot be used: " + e.getMessage());
      return Negatives.Settings.NONE;
    }
  }

  private List<Attack> attacks(List<String> names, List<Attack> own) {
    c.problemIf(names.isEmpty(), "attacks", "is empty, must name an attack where share is above 0");
    try {
      List<Attack> attacks = Attacks.named(names, own, "");
      attacks.stream()
          .filter(attack -> !attack.changesText() && !names.contains(Attacks.ALL))
          .forEach(attack -> problem(attack.name()));
      return attacks.stream().filter(Attack::changesText).toList();
    } catch (InvalidInput e) {
      c.problem("attacks", e.getMessage().strip());
      return List.of();
    }
  }

  private void problem(String attack) {
    c.problem(
        "attacks",
        "has "
            + attack
            + ", which changes no text, must have others: order is a coin of each turn");
  }
}
