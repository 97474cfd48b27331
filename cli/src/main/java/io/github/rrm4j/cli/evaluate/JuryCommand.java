package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.evaluation.panel.Jury;
import io.github.rrm4j.evaluation.panel.Panel;
import io.github.rrm4j.experiments.pool.PoolFolder;
import io.github.rrm4j.statistics.table.ResultRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm jury RESULT RESULT ... --output DIR}. */
@Command(
    name = "jury",
    description = {
      "What several judges decide together: a majority, or a vote with weights by their agreement"
          + " (Dawid and Skene) or by gold.",
      "A RESULT is a folder of evaluate --output; all are of one benchmark. No model is opened."
          + " docs/evaluation.md has the formulas and the tables."
    },
    mixinStandardHelpOptions = true)
public final class JuryCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RESULT", arity = "1..*", description = "Folders of evaluate --output.")
  private List<Path> results = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder of jury.json, jury.md, CSV, and of verdicts.jsonl, which evaluate --judgements"
              + " scores.")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() throws IOException {
    if (results.size() < 2) {
      throw InvalidInput.of(
          "jury: there is %d result, must be at least 2; name those of several judges",
          results.size());
    }
    Panel panel = Panel.read(results);
    Jury jury = new Jury(panel);
    List<ResultRows> tables = List.of(jury.judges(), jury.juries(), jury.agreement());
    System.out.printf(
        Locale.ROOT,
        "%s: %d comparisons that all %d judges have, %d that not all have are left out%n",
        panel.benchmark(),
        panel.size(),
        panel.names().size(),
        panel.leftOut());
    for (ResultRows table : tables) {
      System.out.println(table.name());
      System.out.println(table.table().text(Columns.of(Integer.MAX_VALUE)));
    }
    if (output.isPresent()) {
      Files.createDirectories(output.get());
      new PoolFolder(output.get(), "jury")
          .write(
              "jury",
              Json.object()
                  .put("benchmark", panel.benchmark())
                  .put("judges", String.join(", ", panel.names()))
                  .put("comparisons", panel.size())
                  .put("left_out", panel.leftOut()),
              tables);
      JsonLines.write(output.get().resolve("verdicts.jsonl"), jury.verdicts(), line -> line);
    }
    return ExitCode.OK;
  }
}
