package io.github.rrm4j.cli.paper;

import io.github.rrm4j.cli.FolderLock;
import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.StopRequest;
import io.github.rrm4j.evaluation.paper.Finding;
import io.github.rrm4j.evaluation.paper.Paper;
import io.github.rrm4j.evaluation.paper.PaperReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm reproduce FILE}. */
@Command(
    name = "reproduce",
    description = {
      "Runs the trainings and measurements of a paper, and says which of its claims hold.",
      "Stopped or killed, the same command goes on from the last finished piece."
    },
    mixinStandardHelpOptions = true)
public final class ReproduceCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "A paper; see configs/miniature/paper.yaml.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the file; may be repeated.")
  private List<String> settings = List.of();

  @Option(names = "--output", paramLabel = "DIR", description = "The folder of everything.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--short",
      description = "The short form: everything runs, on too little to decide a claim.")
  private boolean brief;

  @Option(
      names = "--dry-run",
      description = "Check the file and all its configs, and say what would be done.")
  private boolean dryRun;

  @Option(names = "--report-only", description = "Write the report again, run nothing.")
  private boolean reportOnly;

  @Override
  public Integer call() throws IOException {
    PaperFile paper = PaperFile.read(file, settings, brief);
    Path folder =
        output.orElseGet(
            () ->
                brief
                    ? paper.output().resolveSibling(paper.output().getFileName() + "-short")
                    : paper.output());
    PaperRunner rehearsed = runner(paper, folder, () -> false); // before anything is written
    if (dryRun) {
      rehearsed.rehearse();
      return Main.OK;
    }
    try (FolderLock lock = FolderLock.take(folder, "reproduce");
        StopRequest stop = new StopRequest()) {
      PaperRunner runner = runner(paper, folder, stop::asked);
      boolean whole = reportOnly || runner.run();
      if (whole) {
        report(paper, folder, runner);
      } else {
        System.out.println("stopped: run the same command again to go on");
      }
    }
    return Main.OK;
  }

  private static PaperRunner runner(PaperFile paper, Path folder, BooleanSupplier stopAsked) {
    Set<String> trained =
        paper.pieces().stream()
            .filter(TrainingPiece.class::isInstance)
            .map(piece -> piece.title().name())
            .collect(Collectors.toSet());
    Place place = new Place(folder, paper.seed(), paper.judging(), trained, stopAsked);
    for (Piece piece : paper.pieces()) {
      piece.inputs(place); // so that a wrong config is named before the first piece runs
    }
    return new PaperRunner(paper.pieces(), place, System.err::println);
  }

  private void report(PaperFile paper, Path folder, PaperRunner runner) throws IOException {
    String about = paper.about() + (brief ? " Short form: too little to decide a claim." : "");
    List<Finding> findings =
        PaperReport.write(
            folder,
            new Paper(paper.title(), about, paper.seed(), runner.finished(), paper.claims()));
    for (Finding finding : findings) {
      System.out.printf("%-14s  %s%n", finding.state().words(), finding.claim().says());
    }
    System.out.println(folder.resolve("index.html") + " (paper.md, paper.json)");
  }
}
