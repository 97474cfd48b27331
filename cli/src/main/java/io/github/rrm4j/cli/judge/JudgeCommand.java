package io.github.rrm4j.cli.judge;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.OnOption;
import io.github.rrm4j.cli.option.RouterOption;
import io.github.rrm4j.cli.option.SplitVotesOption;
import io.github.rrm4j.cli.option.StopOption;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.Vote;
import io.github.rrm4j.judging.VotePlan;
import io.github.rrm4j.rewards.MajorityVote;
import java.io.IOException;
import java.nio.file.Path;
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
      "Without --query and --input the pair is read from standard input as one JSON object with"
          + " prompt, response_1 and response_2.",
      "The verdict of several votes is their majority; --split-votes says what as many votes for"
          + " the one as for the other are."
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
          "Pairs, one JSON object a line: prompt, response_1, response_2 and perhaps label, or"
              + " prompt, chosen, rejected.")
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

  @Mixin private StopOption stop;

  @Mixin private RouterOption router;

  @Mixin private SplitVotesOption splits;

  @Option(
      names = "--both-orders",
      description = "Judge each pair in both orders; the votes of both count together.")
  private boolean bothOrders;

  @Mixin private OnOption on;

  @Override
  public Integer call() throws IOException {
    boolean named = query.isPresent() || first.isPresent() || second.isPresent();
    if (input.isPresent() && named) {
      throw new InvalidInput("judge: give --input, or --query, --first and --second, not both");
    }
    if (output.isPresent() && input.isEmpty()) {
      throw new InvalidInput("judge: --output is for the verdicts of --input; leave it out");
    }
    JudgeSpec spec =
        router
            .of(model.spec())
            .plan(
                new VotePlan(
                    votes, stop.rule(), bothOrders ? Orders.BOTH : Orders.GIVEN, splits.rule()));
    if (on.elsewhere()) {
      return on.run(spec::described);
    }
    if (input.isPresent()) {
      return file(spec, input.get());
    }
    OpenPair pair =
        named ? GivenPair.ofFlags(query, first, second) : GivenPair.ofStandardInput(System.in);
    try (Judge judge = Judge.open(spec)) {
      if (judge.asker().check(pair, "judge") == PromptFit.SHORTENED) {
        System.err.println("judge: the responses are shown without their middle (--overlong)");
      }
      int code = votes == 1 && !bothOrders ? aloud(judge, pair) : counted(judge, pair);
      judge.spending().ifPresent(System.err::println);
      return code;
    }
  }

  private int file(JudgeSpec spec, Path pairs) throws IOException {
    try (Judge judge = Judge.open(spec);
        Progress progress = on.progress()) {
      VerdictLines verdicts = new VerdictLines(judge);
      progress.start("judge", 0, verdicts.check(pairs));
      verdicts.fits().line(pairs.toString(), "pairs").ifPresent(progress::line);
      AtomicFiles.output(output, System.out, out -> verdicts.write(pairs, out, progress));
      progress.line(verdicts.summary());
      judge.spending().ifPresent(progress::line);
    }
    return ExitCode.OK;
  }

  private static int aloud(Judge judge, OpenPair pair) {
    boolean streams = judge.hasTokens() && judge.direct().isEmpty();
    PairVerdict verdict = streams ? streamed(judge, pair) : whole(judge, pair);
    Vote vote = verdict.votes().get(0);
    System.out.printf(
        Locale.ROOT,
        "verdict: %s (%d thinking tokens%s)%n",
        Word.of(vote.verdict()),
        vote.thinkingTokens(),
        vote.forced() ? ", ended by force" : "");
    answered(verdict);
    confidence(judge, verdict);
    return vote.verdict().side().isPresent() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static PairVerdict streamed(Judge judge, OpenPair pair) {
    TokenStream stream = new TokenStream(judge.format().tokenizer());
    PairVerdict verdict = judge.compare(pair, stream::token);
    System.out.println();
    return verdict;
  }

  /** What an API or a router says comes at once. */
  private static PairVerdict whole(Judge judge, OpenPair pair) {
    PairVerdict verdict = judge.compare(pair);
    System.out.println(OneLine.visible(verdict.votes().get(0).text().strip()));
    return verdict;
  }

  /** Who answered, where a direct judge was asked first. */
  private static void answered(PairVerdict verdict) {
    verdict
        .routed()
        .ifPresent(
            routed ->
                System.out.printf(
                    Locale.ROOT,
                    "answered by: %s (the direct judge's confidence is %.3f; %d tokens in all)%n",
                    routed.answeredBy(),
                    routed.confidence(),
                    verdict.tokens()));
  }

  /** A line for each confidence that the judge has in its verdict. */
  private static void confidence(Judge judge, PairVerdict verdict) {
    judge
        .calibration()
        .put(Json.object(), verdict)
        .path("confidence")
        .properties()
        .forEach(
            kind ->
                System.out.printf(
                    Locale.ROOT,
                    "%s: %.3f%s%n",
                    kind.getKey().replace('_', ' '),
                    kind.getValue().path("raw").asDouble(),
                    kind.getValue().has("calibrated")
                        ? Text.format(
                            ", calibrated %.3f", kind.getValue().path("calibrated").asDouble())
                        : ""));
  }

  private int counted(Judge judge, OpenPair pair) {
    PairVerdict verdict = judge.compare(pair);
    if (bothOrders) {
      System.out.println("this order:  " + shown(verdict.tally().given()));
      System.out.println("other order: " + shown(verdict.tally().swapped()));
      System.out.println(verdict.ordersAgree() ? "the orders agree" : "the orders do not agree");
    }
    System.out.printf(
        Locale.ROOT,
        "verdict: %s%s (%s; %.1f thinking tokens)%n",
        Word.of(verdict.result()),
        verdict.split() && verdict.side().isPresent()
            ? " by --split-votes " + splits.rule().word()
            : "",
        shown(verdict.tally().all()),
        verdict.thinkingMean());
    answered(verdict);
    confidence(judge, verdict);
    return verdict.side().isPresent() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static String shown(MajorityVote votes) {
    return Text.format(
        "%d first, %d second, %d malformed, %d truncated%s%s%s",
        votes.first(),
        votes.second(),
        votes.malformed(),
        votes.truncated(),
        votes.tie() > 0 ? Text.format(", %d tie", votes.tie()) : "",
        votes.overlong() > 0 ? Text.format(", %d overlong", votes.overlong()) : "",
        votes.failed() > 0 ? Text.format(", %d failed", votes.failed()) : "");
  }
}
