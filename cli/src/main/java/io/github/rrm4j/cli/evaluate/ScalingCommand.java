package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.OrdersOption;
import io.github.rrm4j.cli.option.PoolOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.panel.Panel;
import io.github.rrm4j.evaluation.panel.RouterCurve;
import io.github.rrm4j.evaluation.scaling.BenchmarkVotes;
import io.github.rrm4j.evaluation.scaling.BudgetScaling;
import io.github.rrm4j.evaluation.scaling.StoppedVotes;
import io.github.rrm4j.evaluation.scaling.TournamentScaling;
import io.github.rrm4j.evaluation.scaling.VoteScaling;
import io.github.rrm4j.experiments.data.JudgedPairs.Loaded;
import io.github.rrm4j.experiments.pool.PoolFolder;
import io.github.rrm4j.experiments.pool.PoolUse;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm scaling ...}. */
@Command(
    name = "scaling",
    description = "What more compute at test time buys: votes, thinking, comparisons.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ScalingCommand.Votes.class,
      ScalingCommand.Budget.class,
      ScalingCommand.Tournament.class,
      ScalingCommand.Router.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class ScalingCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new InvalidInput(
        "scaling: name what to scale: votes, budget, tournament or router; see rrm scaling --help");
  }

  /** {@code ./rrm scaling votes --model DIR --input FILE --output DIR}. */
  @Command(
      name = "votes",
      description = {
        "Accuracy of a vote of k judgements, for k from 1 to N, exact over all subsets of N stored"
            + " ones.",
        "With --benchmark the benchmark's own score. A coin decides a tie. Also: thinking tokens of"
            + " each section, and votes that stop once they are enough (--votes-stop of judge)."
      },
      mixinStandardHelpOptions = true)
  static final class Votes implements Callable<Integer> {

    @Mixin private final PoolOption option = new PoolOption(16);

    @Mixin private OrdersOption orders;

    @Override
    public Integer call() throws IOException {
      Loaded judged = option.pairs().load();
      List<Pair> pairs = judged.pairs();
      int n = option.samples();
      return option.compute(
          PoolUse.VOTES,
          orders.orders(option.benchmark()),
          (filling, pool) -> {
            filling.fill(pool, judged.open(), n);
            int undecided = judged.open().size() - pairs.size();
            if (undecided > 0) {
              filling.line(
                  Text.format(
                      "%d of %d comparisons have no better response: they count in the benchmark's"
                          + " score, not in the table of thinking",
                      undecided, judged.open().size()));
            }
            VoteScaling scaling = new VoteScaling(pairs, pool, n);
            ResultRows curve =
                judged
                    .benchmark()
                    .map(own -> BenchmarkVotes.of(own, pool, n, option.seed()).accuracy())
                    .orElseGet(scaling::accuracy);
            return List.of(curve, scaling.thinking(), new StoppedVotes(pairs, pool, n).table());
          });
    }
  }

  /** {@code ./rrm scaling budget --model DIR --input FILE --output DIR}. */
  @Command(
      name = "budget",
      description = {
        "Accuracy against the thinking budget: stored judgements are cut after B tokens of thinking"
            + " and only the verdict is drawn again.",
        "Uses the pool of 'scaling votes' in the same folder with --resume. Budget 0 in the results"
            + " is no budget.",
        "--verdict-tokens is the most tokens after a forced end."
      },
      mixinStandardHelpOptions = true)
  static final class Budget implements Callable<Integer> {

    @Mixin private final PoolOption option = new PoolOption(4);

    @Mixin private OrdersOption orders;

    @Option(
        names = "--budgets",
        split = ",",
        paramLabel = "B",
        description =
            "Thinking budgets in tokens; default: the 10, 25, 50, 75 and 90 %% quantiles of the"
                + " thinking.")
    private int[] budgets = {};

    @Override
    public Integer call() throws IOException {
      if (Arrays.stream(budgets).anyMatch(budget -> budget < 1)) {
        throw InvalidInput.of(
            "--budgets has %s, each must be at least 1", Arrays.toString(budgets));
      }
      if (option.thinkingBudget().isPresent()) {
        throw new InvalidInput("scaling budget: --thinking-budget is set; use --budgets");
      }
      int n = option.samples();
      Loaded judged = option.pairs().load().decided();
      List<Pair> pairs = judged.pairs();
      Orders shown = orders.orders(option.benchmark());
      return option.compute(
          PoolUse.BUDGET,
          shown,
          (filling, pool) -> {
            try (ForcedVerdicts forced = filling.forced(option.forced(shown))) {
              filling.votes(pool, pairs, n);
              BudgetScaling scaling = new BudgetScaling(pairs, pool, n);
              int[] limits = budgets.length == 0 ? scaling.usualBudgets() : budgets;
              filling.force(forced, pool, pairs, n, limits);
              return List.of(
                  judged
                      .benchmark()
                      .map(own -> own.accuracy(scaling, limits, forced, option.seed()))
                      .orElseGet(() -> scaling.accuracy(limits, forced)));
            }
          });
    }
  }

  /** {@code ./rrm scaling tournament --model DIR --input FILE --output DIR}. */
  @Command(
      name = "tournament",
      description = {
        "Best-of-n accuracy against the number of comparisons for knockout, Elo and round robin,"
            + " replayed from stored judgements of all pairs.",
        "Every other judgement of a match sees it swapped.",
        "The data are queries with responses and scores as 'rrm rank' reads them, or miniature;"
            + " those without a best response are left out."
      },
      mixinStandardHelpOptions = true)
  static final class Tournament implements Callable<Integer> {

    @Mixin private final PoolOption option = new PoolOption(3);

    @Option(
        names = "--active",
        description =
            "Replays active tournaments too (rank --method active), which takes a fit for each"
                + " comparison: minutes for lists of 8, hours for many of 32.")
    private boolean active;

    @Override
    public Integer call() throws IOException {
      List<String> notes = new ArrayList<>();
      List<ResponseList> lists = option.lists().load(notes::add);
      return option.compute(
          PoolUse.TOURNAMENT,
          Orders.HALF,
          (filling, pool) -> {
            notes.forEach(filling::line);
            TournamentScaling scaling = filling.tournaments(pool, lists, option.samples());
            return List.of(scaling.accuracy(active), scaling.cycles());
          });
    }
  }

  /** {@code ./rrm scaling router --direct RESULT --reasoning RESULT --output DIR}. */
  @Command(
      name = "router",
      description = {
        "Accuracy against tokens of a direct judge that sends on to a reasoning judge where its"
            + " margin is small.",
        "Both are folders of evaluate --output of one benchmark; no model is opened. The direct"
            + " judge is a model without thinking or a scalar reward model.",
        "It recommends a confidence, which --router-below of judge, annotate, evaluate and serve"
            + " takes from the folder: the cheapest one whose accuracy is within noise of the"
            + " reasoning judge's, or the most accurate one of a --token-budget."
      },
      mixinStandardHelpOptions = true)
  static final class Router implements Callable<Integer> {

    @Option(
        names = "--direct",
        required = true,
        paramLabel = "RESULT",
        description = "The result of the judge that is asked first.")
    private Path direct;

    @Option(
        names = "--reasoning",
        required = true,
        paramLabel = "RESULT",
        description = "The result of the judge that it sends on to.")
    private Path reasoning;

    @Option(
        names = "--token-budget",
        paramLabel = "N",
        description =
            "Recommends the most accurate confidence that costs at most N tokens of a comparison.")
    private Optional<Integer> budget = Optional.empty();

    @Option(
        names = "--output",
        required = true,
        paramLabel = "DIR",
        description = "Folder of the results.")
    private Path output;

    @Override
    public Integer call() throws IOException {
      budget.ifPresent(tokens -> InvalidInput.checkLeast("--token-budget", tokens, 1));
      Panel panel = Panel.read(List.of(direct, reasoning));
      RouterCurve router = new RouterCurve(panel);
      ResultRows recommended =
          router.recommended(budget.map(OptionalInt::of).orElse(OptionalInt.empty()));
      List<ResultRows> tables = List.of(router.judges(), router.table(), recommended);
      Files.createDirectories(output);
      new PoolFolder(output, PoolUse.VOTES.results())
          .write(
              "router",
              Json.object()
                  .put("benchmark", panel.benchmark())
                  .put("direct", panel.names().get(0))
                  .put("reasoning", panel.names().get(1))
                  .put("comparisons", panel.size())
                  .put("left_out", panel.leftOut()),
              tables);
      for (ResultRows table : tables) {
        System.out.println(table.name());
        System.out.println(table.table().text(Columns.of(Integer.MAX_VALUE)));
      }
      System.out.println(advice(recommended));
      return ExitCode.OK;
    }

    private String advice(ResultRows recommended) {
      if (recommended.rows().isEmpty()) {
        return Text.format(
            "no threshold costs at most %d tokens of a comparison", budget.orElseThrow());
      }
      ObjectNode row = recommended.rows().get(0);
      return row.path("below").isNull()
          ? Text.format(
              "recommended (%s): the %s judge alone",
              row.path("rule").asText(),
              row.path("sent_on").asDouble() == 0 ? "direct" : "reasoning")
          : Text.format(
              "recommended (%s): --router-below %s, or %s",
              row.path("rule").asText(), row.path("below").asText(), output);
    }
  }
}
