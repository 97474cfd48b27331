package io.github.rrm4j.cli.serve;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.RouterOption;
import io.github.rrm4j.cli.option.SplitVotesOption;
import io.github.rrm4j.cli.option.StopOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.VotePlan;
import io.github.rrm4j.serve.JudgeServer;
import io.github.rrm4j.serve.ServeSettings;
import io.github.rrm4j.serve.ServeSettings.Cohort;
import io.github.rrm4j.serve.ServeSettings.Store;
import io.github.rrm4j.serve.answer.Asking;
import io.github.rrm4j.serve.dialect.RewardRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm serve}: a judge behind HTTP until SIGTERM or Ctrl-C. */
@Command(
    name = "serve",
    description = {
      "Serves a judge over HTTP: POST /v1/judge, and the routes by which NeMo-Gym, OpenRLHF, slime,"
          + " verl, vLLM's and SGLang's clients and OpenAI's chat ask for rewards.",
      "Requests of all callers are drawn in one batch; each gets what judge and rank say with the"
          + " same seed. docs/serving.md has the routes.",
      "SIGTERM and Ctrl-C end it: what is in hand is answered, for --grace-seconds at most."
    },
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

  @Mixin private JudgeOption model;

  @Mixin private AddressOption address;

  @Mixin private LimitOption limits;

  @Option(
      names = "--votes",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Judgements of a pair, of each order where both are shown, where a request does not say;"
              + " default: ${DEFAULT-VALUE}.")
  private int votes;

  @Option(
      names = "--orders",
      paramLabel = "ORDERS",
      defaultValue = "both",
      description =
          "given, one, half or both: in which orders a pair is shown, where a request does not say;"
              + " default: ${DEFAULT-VALUE}.")
  private Orders orders;

  @Mixin private StopOption stop;

  @Mixin private RouterOption router;

  @Mixin private SplitVotesOption splits;

  @Option(
      names = "--cohort",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Samples of a prompt, for callers that send one at a time; default: ${DEFAULT-VALUE}.")
  private int cohort;

  @Option(
      names = "--cohort-seconds",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "How long the first sample of a prompt waits for the others; default: ${DEFAULT-VALUE}.")
  private int cohortSeconds;

  @Option(
      names = "--reward",
      paramLabel = "RULE",
      defaultValue = "elo",
      description =
          "elo, (rating - 1000) / 200 + 0.5, or win_rate: what the games of the samples of a prompt"
              + " are worth; default: ${DEFAULT-VALUE}.")
  private RankingMethod reward;

  @Option(
      names = "--opponents",
      paramLabel = "M",
      defaultValue = "0",
      description = "Random opponents of each sample; 0, the default, lets everyone meet everyone.")
  private int opponents;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Shows the runs below a folder to a browser too, as board does.")
  private Path runs;

  @Option(
      names = "--grace-seconds",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "How long requests in hand may take when the server is stopped; default:"
              + " ${DEFAULT-VALUE}.")
  private int grace;

  @Override
  public Integer call() throws InterruptedException {
    InvalidInput.checkLeast("--votes", votes, 1);
    InvalidInput.checkLeast("--cohort", cohort, 2);
    InvalidInput.checkLeast("--cohort-seconds", cohortSeconds, 1);
    InvalidInput.checkLeast("--grace-seconds", grace, 0);
    serve(settings());
    return ExitCode.OK;
  }

  private ServeSettings settings() {
    JudgeSpec judge = router.of(model.spec());
    return new ServeSettings(
        judge,
        new Asking(
            new VotePlan(votes, stop.rule(), orders, splits.rule()),
            judge.seed(),
            OptionalDouble.empty(),
            OptionalInt.empty()),
        limits.limits(),
        address.address(),
        address.token(System.getenv()),
        new Store(limits.store(), limits.storeBytes()),
        new Cohort(cohort, Duration.ofSeconds(cohortSeconds)),
        RewardRule.of(reward, opponents),
        limits.idle(),
        Optional.ofNullable(runs));
  }

  private void serve(ServeSettings settings) throws InterruptedException {
    JudgeServer server = JudgeServer.start(settings);
    Stopping stopping =
        new Stopping(
            () -> {
              System.err.println("serve: stopping, " + server.inHand() + " requests in hand");
              server.stop(Duration.ofSeconds(grace));
            });
    System.out.println("serve: judge " + server.version() + " at " + server.url());
    server.board().ifPresent(url -> System.out.println("serve: runs at " + url));
    System.out.flush();
    stopping.await();
  }
}
