package io.github.rrm4j.cli.serve;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.serve.BoardServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm board}: the runs of a folder in a browser, until SIGTERM or Ctrl-C. */
@Command(
    name = "board",
    description = {
      "Shows the runs, evaluations and sweeps below a folder in a browser: curves of runs in progress, all judgements by a filter, two judgements of a pair side by side.",
      "The address that it prints holds a key, without which nobody sees the pages (--no-key asks for none)."
    },
    mixinStandardHelpOptions = true)
public final class BoardCommand implements Callable<Integer> {

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      description = "Folder that runs are written to; default: ${DEFAULT-VALUE}.")
  private Path runs;

  @Mixin private ListenOption listen;

  @Option(
      names = "--no-key",
      description = "Ask for no key: everybody who reaches the server sees the pages.")
  private boolean open;

  @Override
  public Integer call() throws InterruptedException {
    BoardServer server = BoardServer.start(runs, listen.address(), open);
    Stopping stopping = new Stopping(server::close);
    System.out.println("board: " + server.url());
    System.out.flush();
    stopping.await();
    return ExitCode.OK;
  }
}
