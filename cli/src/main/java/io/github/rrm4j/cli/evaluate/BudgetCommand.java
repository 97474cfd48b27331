package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.OrdersOption;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.scaling.BudgetScaling;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

  @Mixin private PoolOption option;

  @Mixin private OrdersOption orders;

  @Option(
      names = "--samples",
      defaultValue = "4",
      paramLabel = "N",
      description = "Judgements of each pair; default: ${DEFAULT-VALUE}.")
  private int samples;

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
      throw new InvalidInput(
          "--budgets has %s, each must be at least 1".formatted(Arrays.toString(budgets)));
    }
    List<Pair> pairs = option.world.pairs(option.input);
    List<OpenPair> open = VoteScaling.open(pairs);
    try (Judge judge = Judge.open(option.model.spec());
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      PoolOption.checkSamples(judge, samples, orders.orders().different());
      if (judge.sampling().budget().isPresent()) {
        throw new InvalidInput("scaling budget: --thinking-budget is set; use --budgets");
      }
      Asking asking = option.asking(judge, orders.orders());
      Path file = option.file(judge, "judgements", "scaling", orders.orders());
      try (JudgementPool pool = JudgementPool.open(file, asking, true);
          ForcedVerdicts forced =
              new ForcedVerdicts(
                  option.forced(judge, orders.orders()),
                  asking,
                  judge.spec().sampling().verdictTokens())) {
        option.filling(asking, progress).fill(pool, open, samples);
        BudgetScaling scaling = new BudgetScaling(pairs, pool, samples);
        int[] limits = budgets.length == 0 ? scaling.usualBudgets() : budgets;
        option.filling(asking, progress).force(forced, pool, open, samples, limits);
        List<ResultRows> tables = List.of(scaling.accuracy(limits, forced));
        ObjectNode settings = option.settings(judge, orders.orders()).put("samples", samples);
        option.write("scaling", "budget", settings, progress, tables);
      }
    }
    return ExitCode.OK;
  }
}
