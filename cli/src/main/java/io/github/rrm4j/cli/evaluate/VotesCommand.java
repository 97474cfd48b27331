package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.OrdersOption;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.pool.Asking;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm scaling votes --model DIR --input FILE --output DIR}. */
@Command(
    name = "votes",
    description = {
      "Accuracy of a vote of k judgements, for k from 1 to N, exact over all subsets of N stored ones.",
      "A coin decides a tie. Also: thinking tokens of each section."
    },
    mixinStandardHelpOptions = true)
final class VotesCommand implements Callable<Integer> {

  @Mixin private PoolOption option;

  @Mixin private OrdersOption orders;

  @Option(
      names = "--samples",
      defaultValue = "16",
      paramLabel = "N",
      description = "Judgements of each pair; default: ${DEFAULT-VALUE}.")
  private int samples;

  @Override
  public Integer call() throws IOException {
    List<Pair> pairs = option.world.pairs(option.input);
    try (Judge judge = Judge.open(option.model.spec());
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      PoolOption.checkSamples(judge, samples, orders.orders().different());
      Asking asking = option.asking(judge, orders.orders());
      try (JudgementPool pool =
          JudgementPool.open(
              option.file(judge, "judgements", "scaling", orders.orders()), asking, true)) {
        option.filling(asking, progress).fill(pool, VoteScaling.open(pairs), samples);
        VoteScaling scaling = new VoteScaling(pairs, pool, samples);
        List<ResultRows> tables = List.of(scaling.accuracy(), scaling.thinking());
        ObjectNode settings = option.settings(judge, orders.orders()).put("votes", samples);
        option.write("scaling", "votes", settings, progress, tables);
      }
    }
    return ExitCode.OK;
  }
}
