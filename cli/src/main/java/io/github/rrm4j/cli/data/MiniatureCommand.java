package io.github.rrm4j.cli.data;

import io.github.rrm4j.cli.Main;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.miniature.Miniature;
import io.github.rrm4j.data.miniature.MiniatureModelFolder;
import io.github.rrm4j.data.miniature.Slips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./rrm data miniature --output DIR}. */
@Command(
    name = "miniature",
    description =
        "Writes the miniature world: train.jsonl, heldout.jsonl, demonstrations.jsonl, model/.",
    mixinStandardHelpOptions = true)
public final class MiniatureCommand implements Callable<Integer> {

  @Option(names = "--output", required = true, paramLabel = "DIR", description = "New folder.")
  private Path output;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of the world.")
  private long seed;

  @Option(names = "--train-pairs", defaultValue = "4800", description = "Training pairs.")
  private int trainPairs;

  @Option(names = "--heldout-pairs", defaultValue = "400", description = "Held-out pairs.")
  private int heldoutPairs;

  @Option(names = "--demonstrations", defaultValue = "16000", description = "For SFT.")
  private int demonstrations;

  @Override
  public Integer call() throws IOException {
    if (Files.isDirectory(output)) {
      try (Stream<Path> entries = Files.list(output)) {
        if (entries.findAny().isPresent()) {
          throw new InvalidInput(output + ": is not empty; choose another --output");
        }
      }
    }
    Miniature miniature =
        Miniature.generate(seed, trainPairs, heldoutPairs, demonstrations, Slips.STANDARD);
    miniature.write(output);
    MiniatureModelFolder.write(output.resolve("model"));
    System.out.printf(
        "%s: %d training pairs, %d held-out pairs, %d demonstrations, model/%n",
        output,
        miniature.train().size(),
        miniature.heldout().size(),
        miniature.demonstrations().size());
    return Main.OK;
  }
}
