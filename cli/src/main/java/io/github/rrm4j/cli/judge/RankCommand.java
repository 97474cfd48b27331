package io.github.rrm4j.cli.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.MethodOption;
import io.github.rrm4j.cli.option.OnOption;
import io.github.rrm4j.cli.option.SplitVotesOption;
import io.github.rrm4j.cli.option.StopOption;
import io.github.rrm4j.cli.option.WorldOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.MatchLog;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.judging.Ranker;
import io.github.rrm4j.judging.RankingMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm rank --model DIR --input F.jsonl --output G.jsonl}. */
@Command(
    name = "rank",
    description = {
      "Ranks the responses of each query by a tournament of judged pairs, or all at once (--method"
          + " listwise).",
      "A line of INPUT has prompt, responses (a list of texts) and perhaps id, section and scores"
          + " (gold: numbers, true or false).",
      "Thinking inside a response is left out. Responses are counted from 0. docs/scaling.md has"
          + " the fields of OUTPUT.",
      "Beside OUTPUT it writes OUTPUT.judgements.jsonl. With --resume it goes on after a kill, or"
          + " ranks by another --method and judges only the pairs that are new."
    },
    mixinStandardHelpOptions = true)
public final class RankCommand implements Callable<Integer> {

  @Mixin private JudgeOption model;

  @Mixin private WorldOption world;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The rankings, one JSON object a line; default: standard output.")
  private Optional<Path> output = Optional.empty();

  @Mixin private MethodOption method;

  @Option(
      names = "--votes",
      defaultValue = "1",
      paramLabel = "K",
      description =
          "Judgements of a match, half of them in each order (a coin decides of an odd one), or"
              + " listwise of a query; default: ${DEFAULT-VALUE}.")
  private int votes;

  @Mixin private StopOption stop;

  @Mixin private SplitVotesOption splits;

  @Option(names = "--both-orders", description = "All votes in each order: 2 K judgements.")
  private boolean bothOrders;

  @Option(
      names = "--no-teams",
      description = "Let identical responses play against each other; default: they play as one.")
  private boolean noTeams;

  @Option(names = "--resume", description = "Go on with the judgements that are there.")
  private boolean resume;

  @Mixin private OnOption on;

  @Override
  public Integer call() throws IOException {
    if (resume && output.isEmpty()) {
      throw new InvalidInput("rank: --resume needs --output, the file to go on with; add it");
    }
    if (on.elsewhere()) {
      return on.run(() -> model.spec().described(), ".judgements.jsonl");
    }
    EvaluationData data = world.data(model.spec().seed());
    Optional<WorkFolder> kept =
        output.map(file -> WorkFolder.beside(file, ".judgements.jsonl").orResumed(resume));
    List<ResponseList> lists = data.lists();
    JudgeSpec spec = model.spec().splits(splits.rule()).stop(stop.rule().bound());
    try (Judge judge = Judge.open(spec);
        Progress progress = on.progress()) {
      Ranker ranker =
          new Ranker(
              judge.voting(votes, bothOrders ? Orders.BOTH : Orders.HALF),
              method.method(),
              method.settings(),
              !noTeams);
      List<PromptFit> fits = lists.stream().map(list -> ranker.check(list, data.data())).toList();
      PromptFits.of(fits)
          .line(data.data(), "queries (by their longest responses)")
          .ifPresent(progress::line);
      if (kept.isPresent()) {
        kept.get().keep(settings(judge, data));
      }
      Ranker.Result result = ranked(ranker, judge, lists, kept.map(WorkFolder::file), progress);
      RankLines lines = new RankLines(method.method(), result, fits);
      AtomicFiles.output(output, System.out, lines::write);
      progress.close();
      lines.summary().forEach(progress::line);
      judge.spending().ifPresent(progress::line);
    }
    return ExitCode.OK;
  }

  private Ranker.Result ranked(
      Ranker ranker, Judge judge, List<ResponseList> lists, Optional<Path> kept, Progress progress)
      throws IOException {
    Key key = Key.of(judge.spec().seed(), "rank");
    int rows = judge.spec().maxSequences();
    progress.start("rank", 0, ranker.matches(lists, key));
    LongConsumer matches =
        done ->
            progress.step(done, method.method() == RankingMethod.LISTWISE ? "rankings" : "matches");
    if (kept.isEmpty()) {
      return ranker.rank(lists, key, rows, matches);
    }
    try (MatchLog log = MatchLog.open(kept.get())) {
      try {
        return ranker.rank(lists, key, rows, Optional.of(log), matches);
      } catch (InvalidInput e) { // games that give no rating
        throw new InvalidInput(
            e.getMessage() + "; what was judged is kept, use --resume with another rule", e);
      }
    }
  }

  /** What decides a judgement; a ranking by other rules uses the same ones. */
  private ObjectNode settings(Judge judge, EvaluationData data) {
    ObjectNode settings = judge.spec().described();
    data.describe(settings);
    return stop.into(settings)
        .put("votes", votes)
        .put("orders", (bothOrders ? Orders.BOTH : Orders.HALF).word());
  }
}
