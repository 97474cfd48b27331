package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.Choices;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.attack.Attack;
import io.github.rrm4j.data.attack.Attacks;
import io.github.rrm4j.data.attack.OwnAttacks;
import io.github.rrm4j.evaluation.stress.AttackEffects;
import io.github.rrm4j.evaluation.stress.AttackedPairs;
import io.github.rrm4j.evaluation.stress.AttackedPairs.Judgeable;
import io.github.rrm4j.experiments.pool.PoolUse;
import io.github.rrm4j.judging.Orders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm stress --model DIR --input FILE --output DIR}. */
@Command(
    name = "stress",
    description = {
      "Attacks a judge: replaces or dresses the worse response of each pair, swaps the pair, or shows one response twice.",
      "Tells how often the attacked response wins and how often a verdict flips; 'repeat' changes nothing and is the noise of sampling."
    },
    mixinStandardHelpOptions = true)
public final class StressCommand implements Callable<Integer> {

  @Mixin private final PoolOption option = new PoolOption(2);

  @Option(
      names = "--attacks",
      split = ",",
      paramLabel = "NAME",
      completionCandidates = Choices.OfAttacks.class,
      defaultValue = Attacks.ALL,
      description =
          "Attacks, families of attacks, or all, separated by commas; default: ${DEFAULT-VALUE}.")
  private List<String> attacks = List.of();

  @Option(
      names = "--attack-file",
      paramLabel = "FILE",
      description = "JSON lines with attacks of your own: name, response.")
  private Optional<Path> file = Optional.empty();

  @Override
  public Integer call() throws IOException {
    List<Attack> own = file.map(OwnAttacks::read).orElse(List.of());
    List<Attack> chosen = Attacks.named(attacks, own, "--attacks");
    List<Pair> pairs = option.pairs().load().decided().pairs();
    return option.compute(
        PoolUse.STRESS,
        Orders.GIVEN,
        (filling, pool) -> {
          AttackedPairs attacked =
              new AttackedPairs(
                  pairs,
                  chosen,
                  Judgeable.by(filling.asking().asker()),
                  filling.asking().key().with("stress"));
          filling.fill(pool, attacked.asked(), option.samples());
          AttackEffects effects = new AttackEffects(attacked, pool, option.samples());
          return List.of(effects.attacks(), effects.identical());
        });
  }
}
