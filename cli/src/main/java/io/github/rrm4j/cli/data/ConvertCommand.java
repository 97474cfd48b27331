package io.github.rrm4j.cli.data;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.PairFile;
import io.github.rrm4j.data.preparation.Preparation;
import io.github.rrm4j.data.preparation.Preparation.Limit;
import io.github.rrm4j.data.preparation.ResponseTail;
import io.github.rrm4j.data.preparation.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm data convert FILE.. --output FILE}. */
@Command(
    name = "convert",
    description = {
      "Writes pairs of any layout as JSONL (id, section, prompt, response_1, response_2, label), prepared as for",
      "training: thinking removed from responses, duplicates, ties and equal responses left out. With --model long",
      "responses keep their last tokens, and pairs whose prompt is longer than the limit are left out."
    },
    mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {

  @Mixin private SourceOption source;

  @Option(names = "--output", required = true, paramLabel = "FILE", description = "New JSONL file.")
  private Path output;

  @Option(names = "--keep-thinking", description = "Leave responses as they are.")
  private boolean keepThinking;

  @Option(names = "--keep-duplicates", description = "Write repeated pairs again.")
  private boolean keepDuplicates;

  @Option(
      names = "--balance",
      description = "Draw the order of each pair, so that the better response is first in half.")
  private boolean balance;

  @Mixin private TextOption view;

  @Option(
      names = "--max-prompt-tokens",
      defaultValue = "4096",
      paramLabel = "N",
      description = "Longest prompt with --model; default: ${DEFAULT-VALUE}.")
  private int maxPromptTokens;

  @Option(
      names = "--prompt-reserve",
      defaultValue = "200",
      paramLabel = "N",
      description = "Of these, left to query and template; default: ${DEFAULT-VALUE}.")
  private int reserve;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of --balance.")
  private long seed;

  @Override
  public Integer call() {
    if (Files.exists(output)) {
      throw new InvalidInput(output + ": exists; choose another --output");
    }
    if (view.model.isEmpty()) {
      return write(
          new Preparation.Settings(
              !keepThinking, !keepDuplicates, Optional.empty(), pair -> 0, Limit.NONE));
    }
    if (reserve < 0 || maxPromptTokens - reserve < 2) {
      throw InvalidInput.of(
          "--prompt-reserve is %d, must be at least 0 and leave 2 of --max-prompt-tokens (%d)",
          reserve, maxPromptTokens);
    }
    try (TextOption.Model text = view.open()) {
      return write(
          new Preparation.Settings(
              !keepThinking,
              !keepDuplicates,
              Optional.of(ResponseTail.of(text.text(), maxPromptTokens, reserve)),
              pair -> text.judge().prompt(pair).length,
              new Limit(maxPromptTokens, false)));
    }
  }

  private int write(Preparation.Settings settings) {
    Mixture mixture =
        new Mixture(source.sources().stream().map(one -> new Mixture.Weighted(one, 1)).toList());
    UnaryOperator<Pair> order = balance ? coin() : UnaryOperator.identity();
    AtomicReference<Tally> tally = new AtomicReference<>();
    PairFile.write(
        output,
        out ->
            tally.set(
                Preparation.of(
                    mixture,
                    settings,
                    Key.of(seed, "mixture"),
                    pair -> out.accept(order.apply(pair)))));
    tally.get().lines(mixture.place(), maxPromptTokens).forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d pairs written%n",
        output,
        tally.get().written(),
        tally.get().read());
    return ExitCode.OK;
  }

  private UnaryOperator<Pair> coin() {
    Key key = Key.of(seed, "balance");
    AtomicLong turn = new AtomicLong();
    return pair -> key.uniform(turn.getAndIncrement()) < 0.5 ? pair.swapped() : pair;
  }
}
