package io.github.rrm4j.cli.serve;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.serve.answer.Limits;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What requests may take, and what is kept of them. */
final class LimitOption {

  private static final int MEBI = 1 << 20;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Most requests in hand; further ones are refused with 429; default: ${DEFAULT-VALUE}.")
  private int queue;

  @Option(
      names = "--max-seconds",
      paramLabel = "S",
      defaultValue = "600",
      description = "Longest that a request may take; default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--max-body-mib",
      paramLabel = "N",
      defaultValue = "8",
      description = "Largest body of a request, in MiB; default: ${DEFAULT-VALUE}.")
  private int body;

  @Option(
      names = "--max-responses",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most responses of a request; default: ${DEFAULT-VALUE}.")
  private int responses;

  @Option(
      names = "--max-votes",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most votes that a request may ask for; default: ${DEFAULT-VALUE}.")
  private int votes;

  @Option(
      names = "--max-judgements",
      paramLabel = "N",
      defaultValue = "8192",
      description = "Most judgements of a request; default: ${DEFAULT-VALUE}.")
  private int judgements;

  @Option(
      names = "--idle-seconds",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "A connection on which nothing moves, or whose body takes so long, is closed; default: ${DEFAULT-VALUE}.")
  private int idle;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      defaultValue = "runs/serve",
      description =
          "Where answers are kept, so that the same request is judged once; default: ${DEFAULT-VALUE}.")
  private Path store;

  @Option(
      names = "--store-mib",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Room for answers, in MiB; the oldest are forgotten; 0 keeps none; default: ${DEFAULT-VALUE}.")
  private int room;

  Limits limits() {
    InvalidInput.checkLeast("--queue", queue, 1);
    InvalidInput.checkLeast("--max-seconds", seconds, 1);
    InvalidInput.checkLeast("--max-body-mib", body, 1);
    InvalidInput.checkLeast("--max-responses", responses, 2);
    InvalidInput.checkLeast("--max-votes", votes, 1);
    InvalidInput.checkLeast("--max-judgements", judgements, 1);
    if (body > 1024) {
      throw new InvalidInput("--max-body-mib is " + body + ", must be at most 1024");
    }
    return new Limits(
        body * MEBI, responses, votes, judgements, queue, Duration.ofSeconds(seconds));
  }

  Duration idle() {
    InvalidInput.checkLeast("--idle-seconds", idle, 1);
    return Duration.ofSeconds(idle);
  }

  Path store() {
    return store;
  }

  long storeBytes() {
    InvalidInput.checkLeast("--store-mib", room, 0);
    return (long) room * MEBI;
  }
}
