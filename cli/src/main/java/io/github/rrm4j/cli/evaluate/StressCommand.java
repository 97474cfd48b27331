package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.stress.Attack;
import io.github.rrm4j.evaluation.stress.StressSuite;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.Orders;
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

/** {@code ./rrm stress --model DIR --input FILE --output DIR}. */
@Command(
    name = "stress",
    description = {
      "Attacks a judge: dresses the worse response of each pair, swaps the pair, or shows one response twice.",
      "Tells the change of accuracy and the rate of flipped verdicts; 'repeat' changes nothing and is the noise of sampling."
    },
    mixinStandardHelpOptions = true)
public final class StressCommand implements Callable<Integer> {

  @Mixin private PoolOption option;

  @Option(
      names = "--samples",
      defaultValue = "2",
      paramLabel = "N",
      description = "Judgements of each pair, attacked or not; default: ${DEFAULT-VALUE}.")
  private int samples;

  @Override
  public Integer call() throws IOException {
    List<Pair> pairs = option.world.pairs(option.input);
    try (Judge judge = Judge.open(option.model.spec());
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      PoolOption.checkSamples(judge, samples, 1);
      Asking asking = option.asking(judge, Orders.GIVEN);
      StressSuite suite =
          new StressSuite(
              pairs,
              List.of(Attack.values()),
              asking.asker()::fits,
              PoolOption.key(judge).with("stress"));
      try (JudgementPool pool =
          JudgementPool.open(
              option.file(judge, "attacked", "stress", Orders.GIVEN), asking, false)) {
        option.filling(asking, progress).fill(pool, suite.asked(), samples);
        List<ResultRows> tables =
            List.of(suite.effects(pool, samples), suite.identical(pool, samples));
        ObjectNode settings = option.settings(judge, Orders.GIVEN).put("samples", samples);
        option.write("stress", "stress", settings, progress, tables);
      }
    }
    return ExitCode.OK;
  }
}
