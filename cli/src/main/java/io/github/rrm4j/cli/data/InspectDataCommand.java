package io.github.rrm4j.cli.data;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.check.Inspection;
import io.github.rrm4j.data.check.Lengths;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm data inspect FILE.. --model DIR}. */
@Command(
    name = "inspect",
    description = {
      "Says how many pairs there are, how long they are (in tokens with --model, else in characters), which response is",
      "the better one, in which sections they are, and shows some as the model would see them."
    },
    mixinStandardHelpOptions = true)
public final class InspectDataCommand implements Callable<Integer> {

  @Mixin private SourceOption source;

  @Mixin private TextOption view;

  @Option(names = "--samples", defaultValue = "2", paramLabel = "N", description = "Pairs shown.")
  private int samples;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of what is shown.")
  private long seed;

  @Override
  public Integer call() {
    if (samples < 0) {
      throw new InvalidInput("--samples is " + samples + ", must be at least 0");
    }
    if (view.model.isEmpty()) {
      if (view.template.isPresent()) {
        throw new InvalidInput("--template needs --model DIR, whose chat template it stands in");
      }
      print("characters", Optional.empty(), String::length, InspectDataCommand::plain);
      return ExitCode.OK;
    }
    try (TextOption.Model text = view.open()) {
      print(
          "tokens",
          Optional.of(pair -> text.judge().prompt(pair).length),
          string -> text.tokenizer().encode(string).length,
          text.judge()::promptText);
    }
    return ExitCode.OK;
  }

  private void print(
      String unit,
      Optional<ToIntFunction<Pair>> prompt,
      ToIntFunction<String> length,
      Function<Pair, String> shown) {
    Map<String, ToIntFunction<Pair>> measures = new LinkedHashMap<>();
    prompt.ifPresent(measure -> measures.put("prompt", measure));
    measures.put("query", pair -> length.applyAsInt(pair.query()));
    measures.put("chosen", pair -> length.applyAsInt(pair.chosen()));
    measures.put("rejected", pair -> length.applyAsInt(pair.rejected()));
    Inspection inspection =
        Inspection.of(source.sources(), measures, samples, Key.of(seed, "inspect"));
    System.out.printf(
        Locale.ROOT,
        "%d pairs; the first response is the better one in %d (%.1f %%); %d ties besides%n",
        inspection.pairs(),
        inspection.firstIsGold(),
        100.0 * inspection.firstIsGold() / Math.max(1, inspection.pairs()),
        inspection.ties());
    System.out.printf(
        Locale.ROOT, "%-10s %8s %8s %8s %8s %8s%n", unit, "min", "50 %", "90 %", "99 %", "max");
    for (String name : measures.keySet()) {
      Lengths of = inspection.lengths().getOrDefault(name, new Lengths());
      System.out.printf(
          Locale.ROOT,
          "%-10s %8d %8d %8d %8d %8d%n",
          name,
          of.quantile(0),
          of.quantile(0.5),
          of.quantile(0.9),
          of.quantile(0.99),
          of.quantile(1));
    }
    System.out.println("sections");
    inspection
        .sections()
        .forEach((section, count) -> System.out.printf(Locale.ROOT, "%8d  %s%n", count, section));
    for (Pair pair : inspection.samples()) {
      System.out.printf(
          Locale.ROOT,
          "%n--- %s (better: Assistant %d)%n%s%n",
          pair.id(),
          pair.gold().number(),
          shown.apply(pair));
    }
  }

  private static String plain(Pair pair) {
    return Text.format(
        "[query]\n%s\n[response 1]\n%s\n[response 2]\n%s",
        pair.query(), pair.first(), pair.second());
  }
}
