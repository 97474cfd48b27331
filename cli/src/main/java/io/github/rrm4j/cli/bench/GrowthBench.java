package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./rrm bench growth}: cost against size over two decades. */
@Command(
    name = "growth",
    description = {
      "Time and memory against a size over two decades, with the exponent of the growth.",
      "Adds its points to growth.jsonl of the folder, and draws figures of all points in it."
    },
    mixinStandardHelpOptions = true)
final class GrowthBench implements Callable<Integer> {

  /** What a model does. */
  enum ModelWork {
    SAMPLE,
    UPDATE
  }

  private static final String POINTS = "growth.jsonl";

  @Option(
      names = "--of",
      paramLabel = "SIZE",
      description =
          "tokens, rows, vocabulary, layers or pairs; without it, only figures and table are made.")
  private Optional<GrowthOf> of = Optional.empty();

  @Option(
      names = "--work",
      paramLabel = "WORK",
      description =
          "sample or update; default: both in one process, where the engine still holds memory of"
              + " the first.")
  private Optional<ModelWork> work = Optional.empty();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder for points and figures.")
  private Path output;

  @Option(
      names = "--reps",
      defaultValue = "3",
      description = "Runs that are measured (${DEFAULT-VALUE}), after one that is not.")
  private int reps;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Threads of one operator (${DEFAULT-VALUE}).")
  private int threads;

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(output);
    if (of.isPresent()) {
      measure(of.get());
    }
    GrowthReport report = new GrowthReport(points());
    Chart.withoutScreen();
    draw(
        report.figure(
            "growth-models", "Time of sampling and updates", size -> size != GrowthOf.PAIRS));
    draw(report.figure("growth-pairs", "Time against pairs", size -> size == GrowthOf.PAIRS));
    System.out.println(report.table().text(Columns.of(Integer.MAX_VALUE)));
    return ExitCode.OK;
  }

  private void measure(GrowthOf size) throws IOException {
    GrowthRuns runs = new GrowthRuns(size, reps, this::add);
    if (size == GrowthOf.PAIRS) {
      runs.run(GrowthPairs::new);
      return;
    }
    Device device = Devices.open("cpu", threads);
    for (ModelWork its : work.map(List::of).orElse(List.of(ModelWork.values()))) {
      runs.run(n -> new GrowthModel(size, n, its == ModelWork.SAMPLE, device));
    }
  }

  private void add(GrowthPoint point) {
    try {
      Files.write(
          output.resolve(POINTS),
          List.of(point.line().toString()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<GrowthPoint> points() throws IOException {
    Path file = output.resolve(POINTS);
    if (Files.notExists(file)) {
      throw new InvalidInput(
          file + ": is not there, must hold points; add --of SIZE to measure some");
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(
              line -> {
                try {
                  return GrowthPoint.of(Json.parse(line));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }

  private void draw(Optional<Figure> figure) throws IOException {
    if (figure.isPresent()) {
      AtomicFiles.write(output.resolve(figure.get().id() + ".svg"), Chart.document(figure.get()));
    }
  }
}
