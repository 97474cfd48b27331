package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.evaluation.benchmark.result.Difference;
import io.github.rrm4j.evaluation.benchmark.result.PairedResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm compare A B}. */
@Command(
    name = "compare",
    description = {
      "Says whether two judges differ on the items of a benchmark that both have judged.",
      "The interval is of a paired bootstrap (where that has no width, as docs/evaluation.md says), p of McNemar's exact test where items are right or wrong.",
      "'shows from' is the true difference that so many items show in four of five repetitions; 'significant from' the smallest observed one that the test calls significant."
    },
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "A", description = "A folder of evaluate --output.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Another one, of the same benchmark.")
  private Path second;

  @Option(names = "--output", paramLabel = "FILE", description = "Write the differences as JSON.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the bootstrap; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    PairedResults results = PairedResults.read(first, second);
    List<Difference> differences = results.differences(seed);
    System.out.printf(
        Locale.ROOT,
        "%s: %d items that both have, %d that one has are left out%n",
        results.benchmark().name(),
        results.first().size(),
        results.onlyOne());
    System.out.println(ResultText.of(differences, first.toString(), second.toString()));
    if (output.isPresent()) {
      write(output.get(), results, differences);
    }
    return ExitCode.OK;
  }

  private void write(Path file, PairedResults results, List<Difference> differences)
      throws IOException {
    ObjectNode json =
        Json.object()
            .put("benchmark", results.benchmark().name())
            .put("first", first.toString())
            .put("second", second.toString())
            .put("items", results.first().size())
            .put("left_out", results.onlyOne());
    ObjectNode metrics = json.putObject("metrics");
    differences.forEach(d -> d.writeInto(metrics.putObject(d.name())));
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFiles.write(file, Json.pretty(json));
  }
}
