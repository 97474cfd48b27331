package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.OrdersOption;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.pool.PoolUse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./rrm scaling votes --model DIR --input FILE --output DIR}. */
@Command(
    name = "votes",
    description = {
      "Accuracy of a vote of k judgements, for k from 1 to N, exact over all subsets of N stored ones.",
      "A coin decides a tie. Also: thinking tokens of each section."
    },
    mixinStandardHelpOptions = true)
final class VotesCommand implements Callable<Integer> {

  @Mixin private final PoolOption option = new PoolOption(16);

  @Mixin private OrdersOption orders;

  @Override
  public Integer call() throws IOException {
    List<Pair> pairs = option.data().pairs();
    return option.compute(
        PoolUse.VOTES,
        orders.orders(),
        (filling, pool) -> {
          VoteScaling scaling = filling.votes(pool, pairs, option.samples());
          return List.of(scaling.accuracy(), scaling.thinking());
        });
  }
}
