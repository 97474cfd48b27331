package io.github.rrm4j.cli.judge;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Ballot;
import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.judging.Voting;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm judge}: one pair, or a JSONL file of pairs. */
@Command(
    name = "judge",
    description = {
      "Judges one pair, streaming the thinking, or every pair of a JSONL file.",
      "Without --query and --input the pair is read from standard input as one JSON object with prompt, response_1 and response_2.",
      "The verdict of several votes is their majority; as many votes for the one as for the other are a tie."
    },
    mixinStandardHelpOptions = true)
public final class JudgeCommand implements Callable<Integer> {

  @Mixin private JudgeOption model;

  @Option(names = "--query", paramLabel = "TEXT", description = "What was asked.")
  private Optional<String> query = Optional.empty();

  @Option(names = "--first", paramLabel = "TEXT", description = "The first response.")
  private Optional<String> first = Optional.empty();

  @Option(names = "--second", paramLabel = "TEXT", description = "The second response.")
  private Optional<String> second = Optional.empty();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Pairs, one JSON object a line: prompt, response_1, response_2 and perhaps label, or prompt, chosen, rejected.")
  private Optional<Path> input = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Verdicts of --input, one JSON object a line; default: standard output.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--votes",
      paramLabel = "K",
      defaultValue = "1",
      description = "Independent judgements of each pair; default: ${DEFAULT-VALUE}.")
  private int votes;

  @Option(
      names = "--both-orders",
      description = "Judge each pair in both orders; the votes of both count together.")
  private boolean bothOrders;

  @Override
  public Integer call() throws IOException {
    boolean named = query.isPresent() || first.isPresent() || second.isPresent();
    if (input.isPresent() && named) {
      throw new InvalidInput("judge: give --input, or --query, --first and --second, not both");
    }
    if (output.isPresent() && input.isEmpty()) {
      throw new InvalidInput("judge: --output is for the verdicts of --input; leave it out");
    }
    if (input.isPresent()) {
      return file(input.get());
    }
    OpenPair pair =
        named ? GivenPair.ofFlags(query, first, second) : GivenPair.ofStandardInput(System.in);
    try (JudgeOption.Opened judge = model.open()) {
      return votes == 1 && !bothOrders ? aloud(judge, pair) : counted(judge, pair);
    }
  }

  private Voting voting(JudgeOption.Opened judge) {
    Voting.Orders orders = bothOrders ? Voting.Orders.BOTH : Voting.Orders.GIVEN;
    return new Voting(judge.judge(), judge.engine(), judge.sampling(), votes, orders);
  }

  private Key key() {
    return Key.of(model.seed(), "judge");
  }

  private int file(Path pairs) throws IOException {
    try (JudgeOption.Opened judge = model.open();
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      PairVerdicts verdicts =
          new PairVerdicts(
              voting(judge), bothOrders, judge.sampling().budget().isPresent(), model.rows());
      progress.start("judge", 0, verdicts.check(pairs));
      AtomicFiles.Stream content = out -> verdicts.write(pairs, key(), out, progress);
      if (output.isPresent()) {
        AtomicFiles.output(output.get(), content);
      } else {
        content.writeTo(System.out);
      }
      progress.line(verdicts.summary());
    }
    return ExitCode.OK;
  }

  private int aloud(JudgeOption.Opened judge, OpenPair pair) {
    TokenStream stream = new TokenStream(judge.folder().tokenizer());
    Request request = new Request(judge.judge().prompt(pair), key().with(pair.id()).with(0));
    Rollout rollout =
        judge
            .engine()
            .generate(
                List.of(request),
                1,
                judge.sampling(),
                (prompt, sample, token) -> stream.token(token))
            .get(0)
            .get(0);
    Judgement judgement = judge.judge().read(rollout);
    System.out.println();
    System.out.printf(
        Locale.ROOT,
        "verdict: %s (%d thinking tokens%s)%n",
        Word.of(judgement.verdict()),
        judgement.thinkingTokens(),
        rollout.forced().isPresent() ? ", ended by force" : "");
    return judgement.verdict().side().isPresent() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private int counted(JudgeOption.Opened judge, OpenPair pair) {
    Ballot ballot = voting(judge).judge(List.of(pair), key()).get(0);
    if (bothOrders) {
      System.out.println("this order:  " + shown(ballot.given()));
      System.out.println("other order: " + shown(ballot.swapped()));
      System.out.println(ballot.consistent() ? "the orders agree" : "the orders do not agree");
    }
    System.out.printf(
        Locale.ROOT,
        "verdict: %s (%s; %.1f thinking tokens)%n",
        Word.of(ballot.result()),
        shown(ballot.all()),
        ballot.thinkingMean());
    return ballot.result().side().isPresent() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static String shown(MajorityVote votes) {
    return "%d first, %d second, %d malformed, %d truncated"
        .formatted(votes.first(), votes.second(), votes.malformed(), votes.truncated());
  }
}
