package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.scaling.TournamentScaling;
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

/** {@code ./rrm scaling tournament --model DIR --input FILE --output DIR}. */
@Command(
    name = "tournament",
    description = {
      "Best-of-n accuracy against the number of comparisons for knockout, Elo and round robin, replayed from stored judgements of all pairs.",
      "The data are queries with responses and scores as 'rrm rank' reads them, or miniature; those without a best response are left out."
    },
    mixinStandardHelpOptions = true)
final class TournamentCommand implements Callable<Integer> {

  @Mixin private PoolOption option;

  @Option(
      names = "--samples",
      defaultValue = "3",
      paramLabel = "N",
      description = "Judgements of each match, every other one swapped; default: ${DEFAULT-VALUE}.")
  private int samples;

  @Override
  public Integer call() throws IOException {
    List<ResponseList> all = option.world.lists(option.input);
    List<ResponseList> lists = all.stream().filter(ResponseList::graded).toList();
    if (lists.isEmpty()) {
      throw new InvalidInput(
          option.input + ": has no query with different scores, must have one; add scores");
    }
    try (Judge judge = Judge.open(option.model.spec());
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      PoolOption.checkSamples(judge, samples, 2);
      if (lists.size() < all.size()) {
        progress.line(
            "%s: %d of %d queries have no response that is better than another, left out"
                .formatted(option.input, all.size() - lists.size(), all.size()));
      }
      Asking asking = option.asking(judge, Orders.HALF);
      try (JudgementPool pool =
          JudgementPool.open(
              option.file(judge, "matches", "scaling", Orders.HALF), asking, false)) {
        option.filling(asking, progress).fill(pool, TournamentScaling.matches(lists), samples);
        TournamentScaling scaling =
            new TournamentScaling(
                lists, pool, samples, Key.of(judge.spec().seed(), "tournament scaling"));
        List<ResultRows> tables = List.of(scaling.accuracy(), scaling.cycles());
        ObjectNode settings = option.settings(judge, Orders.HALF).put("votes", samples);
        option.write("scaling", "tournament", settings, progress, tables);
      }
    }
    return ExitCode.OK;
  }
}
