package io.github.rrm4j.cli.train;

import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.ProcessLock;
import io.github.rrm4j.experiments.paper.PaperFile;
import io.github.rrm4j.experiments.paper.PaperNeeds;
import io.github.rrm4j.experiments.paper.PaperRunner;
import io.github.rrm4j.experiments.paper.PaperWorkspace;
import io.github.rrm4j.report.paper.ClaimResult;
import io.github.rrm4j.report.paper.Paper;
import io.github.rrm4j.report.paper.PaperReport;
import io.github.rrm4j.report.paper.PublishedPoint;
import io.github.rrm4j.report.paper.SeedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
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

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      description = {
        "Run it once with each of these seeds, in OUTPUT/seed-N,",
        "and lay the claims side by side in OUTPUT/seeds.md."
      })
  private List<Long> seeds = List.of();

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

  @Option(
      names = "--points",
      paramLabel = "FILE",
      description = {
        "More points for the figure of sizes: rows of benchmark, name, line, billions,",
        "accuracy (in %%) and source, in any format of data."
      })
  private Optional<Path> points = Optional.empty();

  private record Reproduction(PaperFile file, PaperRunner runner, PaperNeeds needs, Path folder) {

    Paper paper(List<PublishedPoint> points) throws IOException {
      return new Paper(
          file.title(),
          file.about(),
          file.seed(),
          !file.brief(),
          runner.finished(),
          file.claims(),
          points);
    }

    /** Sees that what the pieces need is there that are not finished. */
    void check() throws IOException {
      needs.leftOut().forEach(System.err::println);
      needs.check(runner.unfinished());
    }
  }

  @Override
  public Integer call() throws IOException {
    if (Set.copyOf(seeds).size() < seeds.size()) {
      throw new InvalidInput("--seeds: has a seed twice, must name each once");
    }
    Path folder = output.orElseGet(this::ownFolder);
    if (dryRun) {
      for (Reproduction each : all(folder, () -> false)) {
        each.runner().rehearse();
        each.check();
      }
      return ExitCode.OK;
    }
    try (StopRequest stop = new StopRequest()) {
      List<Reproduction> all = all(folder, stop::asked); // before anything is written
      try (ProcessLock lock = ProcessLock.ofFolder(folder, "reproduce")) {
        run(all, folder);
      }
    }
    return ExitCode.OK;
  }

  private void run(List<Reproduction> all, Path folder) throws IOException {
    List<PublishedPoint> shown = new ArrayList<>(PublishedPoint.ofThePoster());
    points.ifPresent(file -> shown.addAll(PublishedPoint.read(file)));
    List<Paper> papers = new ArrayList<>();
    for (Reproduction each : reportOnly ? List.<Reproduction>of() : all) {
      each.check();
    }
    for (Reproduction each : all) {
      if (!reportOnly && !each.runner().run()) {
        System.out.println("stopped: run the same command again to go on");
        return;
      }
      papers.add(each.paper(shown));
      report(each.folder(), papers.get(papers.size() - 1));
    }
    if (!seeds.isEmpty()) {
      Path table = folder.resolve("seeds.md");
      AtomicFiles.write(table, new SeedTable(papers).markdown());
      System.out.println(table);
    }
  }

  private Path ownFolder() {
    Path own = PaperFile.read(file, settings, brief).output();
    return brief ? own.resolveSibling(own.getFileName() + "-short") : own;
  }

  private List<Reproduction> all(Path folder, BooleanSupplier stopAsked) {
    if (seeds.isEmpty()) {
      return List.of(reproduction(settings, folder, stopAsked));
    }
    return seeds.stream()
        .map(
            seed -> {
              List<String> set = new ArrayList<>(settings);
              set.add("seed=" + seed);
              return reproduction(set, folder.resolve("seed-" + seed), stopAsked);
            })
        .toList();
  }

  /** It has asked every piece for its inputs, so that a wrong config is named here. */
  private Reproduction reproduction(List<String> set, Path folder, BooleanSupplier stopAsked) {
    PaperFile paper = PaperFile.read(file, set, brief);
    PaperWorkspace place =
        new PaperWorkspace(
            folder, paper.seed(), paper.judging(), paper.estimate(), paper.trainings(), stopAsked);
    paper.pieces().forEach(piece -> piece.inputs(place));
    PaperNeeds needs = new PaperNeeds(paper.pieces(), place);
    PaperRunner runner = new PaperRunner(needs.kept(), place, System.err::println);
    return new Reproduction(paper, runner, needs, folder);
  }

  private static void report(Path folder, Paper paper) throws IOException {
    for (ClaimResult finding : PaperReport.write(folder, paper)) {
      System.out.printf(
          Locale.ROOT, "%-14s  %s%n", finding.state().words(), finding.claim().says());
    }
    System.out.println(folder.resolve("index.html") + " (paper.md, paper.json)");
  }
}
