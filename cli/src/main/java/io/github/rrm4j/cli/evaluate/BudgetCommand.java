package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.OrdersOption;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.scaling.BudgetScaling;
import io.github.rrm4j.experiments.pool.PoolUse;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm scaling budget --model DIR --input FILE --output DIR}. */
@Command(
    name = "budget",
    description = {
      "Accuracy against the thinking budget: stored judgements are cut after B tokens of thinking and only the verdict is drawn again.",
      "Uses the pool of 'scaling votes' in the same folder with --resume. Budget 0 in the results is no budget.",
      "--verdict-tokens is the most tokens after a forced end."
    },
    mixinStandardHelpOptions = true)
final class BudgetCommand implements Callable<Integer> {

  @Mixin private final PoolOption option = new PoolOption(4);

  @Mixin private OrdersOption orders;

  @Option(
      names = "--budgets",
      split = ",",
      paramLabel = "B",
      description =
          "Thinking budgets in tokens; default: the 10, 25, 50, 75 and 90 %% quantiles of the thinking.")
  private int[] budgets = {};

  @Override
  public Integer call() throws IOException {
    if (Arrays.stream(budgets).anyMatch(budget -> budget < 1)) {
      throw InvalidInput.of("--budgets has %s, each must be at least 1", Arrays.toString(budgets));
    }
    if (option.thinkingBudget().isPresent()) {
      throw new InvalidInput("scaling budget: --thinking-budget is set; use --budgets");
    }
    int n = option.samples();
    List<Pair> pairs = option.data().pairs();
    return option.compute(
        PoolUse.BUDGET,
        orders.orders(),
        (filling, pool) -> {
          try (ForcedVerdicts forced = filling.forced(option.forced(orders.orders()))) {
            filling.votes(pool, pairs, n);
            BudgetScaling scaling = new BudgetScaling(pairs, pool, n);
            int[] limits = budgets.length == 0 ? scaling.usualBudgets() : budgets;
            filling.force(forced, pool, pairs, n, limits);
            return List.of(scaling.accuracy(limits, forced));
          }
        });
  }
}
