package io.github.rrm4j.cli.tools;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.model.ModelInspection;
import io.github.rrm4j.model.ModelPlace;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./rrm inspect DIR}. */
@Command(
    name = "inspect",
    description = "Says what a model folder holds and whether it can be used; reads no weights.",
    mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "A run, a checkpoint, or another model folder.")
  private Path source;

  @Override
  public Integer call() {
    ModelInspection found = ModelInspection.of(ModelPlace.of(source).folder());
    for (ModelInspection.Fact fact : found.facts()) {
      System.out.printf(Locale.ROOT, "%-14s %s%n", fact.name(), fact.value());
    }
    found.problems().forEach(problem -> System.err.println("rrm: " + problem));
    return found.problems().isEmpty() ? ExitCode.OK : ExitCode.INVALID_INPUT;
  }
}
