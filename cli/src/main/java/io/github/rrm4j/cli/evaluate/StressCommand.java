package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.stress.Attack;
import io.github.rrm4j.evaluation.stress.StressSuite;
import io.github.rrm4j.experiments.pool.PoolUse;
import io.github.rrm4j.judging.Orders;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./rrm stress --model DIR --input FILE --output DIR}. */
@Command(
    name = "stress",
    description = {
      "Attacks a judge: dresses the worse response of each pair, swaps the pair, or shows one response twice.",
      "Tells the change of accuracy and the rate of flipped verdicts; 'repeat' changes nothing and is the noise of sampling."
    },
    mixinStandardHelpOptions = true)
public final class StressCommand implements Callable<Integer> {

  @Mixin private final PoolOption option = new PoolOption(2);

  @Override
  public Integer call() throws IOException {
    List<Pair> pairs = option.pairs().load().decided().pairs();
    return option.compute(
        PoolUse.STRESS,
        Orders.GIVEN,
        (filling, pool) -> {
          StressSuite suite =
              new StressSuite(
                  pairs,
                  List.of(Attack.values()),
                  filling.asking().asker()::fits,
                  filling.asking().key().with("stress"));
          filling.fill(pool, suite.asked(), option.samples());
          return List.of(
              suite.effects(pool, option.samples()), suite.identical(pool, option.samples()));
        });
  }
}
