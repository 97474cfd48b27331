package io.github.rrm4j.cli.data;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.MiniatureAnswers;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.miniature.Slips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./rrm data miniature --output DIR}. */
@Command(
    name = "miniature",
    description =
        "Writes the miniature world: train.jsonl, heldout.jsonl, demonstrations.jsonl of a judge; prompts.jsonl, problems.jsonl, heldout-problems.jsonl, answers.jsonl of a policy; model/.",
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

  @Option(
      names = "--demonstrations",
      defaultValue = "16000",
      description = "For SFT, of a judge and of a policy.")
  private int demonstrations;

  @Option(names = "--prompts", defaultValue = "4800", description = "Training prompts of a policy.")
  private int prompts;

  @Option(
      names = "--heldout-prompts",
      defaultValue = "400",
      description = "Held-out prompts of a policy.")
  private int heldoutPrompts;

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
    MiniatureAnswers answers =
        MiniatureAnswers.generate(seed, prompts, heldoutPrompts, demonstrations, Slips.STANDARD);
    miniature.write(output);
    answers.write(output);
    MiniatureModelFolder.write(output.resolve("model"));
    System.out.printf(
        Locale.ROOT,
        "%s: %d training pairs, %d held-out pairs, %d demonstrations, %d prompts, %d held-out prompts, %d answers, model/%n",
        output,
        miniature.train().size(),
        miniature.heldout().size(),
        miniature.demonstrations().size(),
        answers.train().size(),
        answers.heldout().size(),
        answers.demonstrations().size());
    return ExitCode.OK;
  }
}
