package io.github.rrm4j.cli.train;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.run.RunFolder;
import io.github.rrm4j.experiments.run.Training;
import io.github.rrm4j.trainer.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./rrm verify RUN}. */
@Command(
    name = "verify",
    description =
        "Checks the digests of a run's checkpoints, takes one step again from each and compares it with what was logged.",
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  @Override
  public Integer call() throws IOException {
    Path saved = run.resolve("config.yaml");
    if (!Files.isRegularFile(saved)) {
      throw new InvalidInput(run + ": is not the folder of a run (no config.yaml)");
    }
    RunConfig config = RunConfig.of(saved, List.of());
    if (config.plan().run().atService()) {
      throw new InvalidInput(
          run
              + ": was trained with engine.update.kind: tinker, must have its weights here to be repeated; --resume of a run loads what the service saved");
    }
    RunFolder folder = RunFolder.open(run, config, true);
    Replay replay = new Replay(folder.prepared(), run, Training.device(config));
    boolean same = replay.verify(System.out::println);
    System.out.println(same ? "verified" : "NOT verified");
    return same ? ExitCode.OK : ExitCode.FAILURE;
  }
}
