package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.scaling.TournamentScaling;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.pool.PoolUse;
import io.github.rrm4j.judging.Orders;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./rrm scaling tournament --model DIR --input FILE --output DIR}. */
@Command(
    name = "tournament",
    description = {
      "Best-of-n accuracy against the number of comparisons for knockout, Elo and round robin, replayed from stored judgements of all pairs.",
      "Every other judgement of a match sees it swapped.",
      "The data are queries with responses and scores as 'rrm rank' reads them, or miniature; those without a best response are left out."
    },
    mixinStandardHelpOptions = true)
final class TournamentCommand implements Callable<Integer> {

  @Mixin private final PoolOption option = new PoolOption(3);

  @Override
  public Integer call() throws IOException {
    EvaluationData data = option.data();
    List<ResponseList> all = data.lists();
    List<ResponseList> lists = data.graded(all);
    return option.compute(
        PoolUse.TOURNAMENT,
        Orders.HALF,
        (filling, pool) -> {
          if (lists.size() < all.size()) {
            filling.line(
                Text.format(
                    "%s: %d of %d queries have no response that is better than another, left out",
                    data.data(), all.size() - lists.size(), all.size()));
          }
          TournamentScaling scaling = filling.tournaments(pool, lists, option.samples());
          return List.of(scaling.accuracy(), scaling.cycles());
        });
  }
}
