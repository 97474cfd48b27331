package io.github.rrm4j.cli.scaling;

import io.github.rrm4j.cli.JudgeOption;
import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.output.Progress;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.AtomicFile;
import io.github.rrm4j.data.ResponseList;
import io.github.rrm4j.evaluation.Voting;
import io.github.rrm4j.evaluation.ranking.Method;
import io.github.rrm4j.evaluation.ranking.Ranker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm rank --model DIR --input F.jsonl --output G.jsonl}. */
@Command(
    name = "rank",
    description = {
      "Ranks the responses of each query by a tournament of judged pairs.",
      "A line of INPUT has prompt, responses (a list of texts) and perhaps id, section and scores (gold: numbers, true or false).",
      "Thinking inside a response is left out. Responses are counted from 0. docs/scaling.md has the fields of OUTPUT."
    },
    mixinStandardHelpOptions = true)
public final class RankCommand implements Callable<Integer> {

  @Mixin private JudgeOption model;

  @Mixin private WorldOption world;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "Queries with their responses, one JSON object a line, or the word miniature.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The rankings, one JSON object a line; default: standard output.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--method",
      defaultValue = "elo",
      paramLabel = "NAME",
      converter = MethodName.class,
      description = "knockout, swiss, elo, bradley-terry or win-rate; default: ${DEFAULT-VALUE}.")
  private Method method;

  @Option(
      names = "--opponents",
      defaultValue = "0",
      paramLabel = "M",
      description =
          "Random opponents of each response (elo, bradley-terry, win-rate); 0, the default, is a round robin.")
  private int opponents;

  @Option(
      names = "--swiss-rounds",
      defaultValue = "0",
      paramLabel = "N",
      description = "Rounds of a Swiss tournament; 0, the default, takes ceil(log2 n).")
  private int swissRounds;

  @Option(
      names = "--elo-k",
      defaultValue = "30",
      paramLabel = "K",
      description = "Points at stake in a game; default: ${DEFAULT-VALUE}.")
  private double k;

  @Option(
      names = "--elo-orders",
      defaultValue = "100",
      paramLabel = "N",
      description =
          "Orders of the games that Elo is averaged over; 0 is sequential; default: ${DEFAULT-VALUE}.")
  private int orders;

  @Option(
      names = "--prior",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Bradley-Terry: draws of each response against one of strength 0; 0 is plain maximum likelihood; default: ${DEFAULT-VALUE}.")
  private double prior;

  @Option(
      names = "--votes",
      defaultValue = "1",
      paramLabel = "K",
      description =
          "Judgements of a match, half of them in each order (a coin decides of an odd one); default: ${DEFAULT-VALUE}.")
  private int votes;

  @Option(names = "--both-orders", description = "All votes in each order: 2 K judgements.")
  private boolean bothOrders;

  @Option(
      names = "--no-teams",
      description = "Let identical responses play against each other; default: they play as one.")
  private boolean noTeams;

  @Override
  public Integer call() {
    if (opponents < 0) {
      throw new InvalidInput("--opponents is " + opponents + ", must be 0 or more");
    }
    List<ResponseList> lists = world.lists(input);
    try (JudgeOption.Opened judge = model.open();
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      Voting.Orders shown = bothOrders ? Voting.Orders.BOTH : Voting.Orders.HALF;
      Ranker ranker =
          new Ranker(
              new Voting(judge.judge(), judge.engine(), judge.sampling(), votes, shown),
              method,
              new Method.Settings(opponents, swissRounds, k, orders, prior),
              !noTeams);
      lists.forEach(list -> ranker.check(list, input));
      Key key = Key.of(model.seed(), "rank");
      progress.start("rank", 0, ranker.matches(lists, key));
      Ranker.Result result =
          ranker.rank(lists, key, model.rows(), done -> progress.step(done, "matches"));
      RankLines lines = new RankLines(method, result);
      AtomicFile.Content content = lines::write;
      if (output.isPresent()) {
        AtomicFile.write(output.get(), content);
      } else {
        lines.print(System.out);
      }
      progress.close();
      lines.summary().forEach(progress::line);
    }
    return Main.OK;
  }
}
