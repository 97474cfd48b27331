package io.github.rrm4j.cli.train;

import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.ProcessLock;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.experiments.sweep.SweepFile;
import io.github.rrm4j.experiments.sweep.SweepFile.Cell;
import io.github.rrm4j.experiments.sweep.SweepRunner;
import io.github.rrm4j.experiments.sweep.SweepRunner.Result;
import io.github.rrm4j.experiments.sweep.SweepRunner.State;
import io.github.rrm4j.report.sweep.SweepReport;
import io.github.rrm4j.statistics.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./rrm sweep FILE}. */
@Command(
    name = "sweep",
    description =
        "Runs the variants of a config, each with several seeds, and says which difference is real. Run again, it goes on where it stopped.",
    mixinStandardHelpOptions = true)
public final class SweepCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A sweep file; see configs/ablations.")
  private Path file;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Runs side by side (default: ${DEFAULT-VALUE}); set engine.threads then.")
  private int jobs;

  @Option(names = "--report-only", description = "Write the results again, run nothing.")
  private boolean reportOnly;

  private record Run(Cell cell, long seed, Path folder) {

    List<String> settings() {
      List<String> settings = new ArrayList<>(cell.settings());
      settings.add("seed=" + seed);
      return settings;
    }
  }

  @Override
  public Integer call() throws IOException {
    InvalidInput.checkLeast("--jobs", jobs, 1);
    SweepFile sweep = SweepFile.read(file);
    if (!Files.isRegularFile(sweep.base())) {
      throw new InvalidInput(file + ": base is " + sweep.base() + ", which does not exist");
    }
    try (ProcessLock lock = ProcessLock.ofFolder(sweep.folder(), "sweep");
        StopRequest stop = new StopRequest()) {
      return run(sweep, stop);
    }
  }

  private int run(SweepFile sweep, StopRequest stop) throws IOException {
    SweepRunner runner =
        new SweepRunner(spec.root().userObject().getClass(), sweep.base(), stop::asked);
    Map<Run, Result> results = new ConcurrentHashMap<>();
    List<Run> runs = runs(sweep);
    if (!reportOnly) {
      warmUp(sweep, runner);
      if (!stop.asked()) {
        all(runs, runner, results, stop);
      }
    }
    for (Table table : report(sweep, runs, results, runner)) {
      System.out.println(table.text(Columns.of(Integer.MAX_VALUE)));
    }
    System.out.println(sweep.folder().resolve("index.html") + " (results.md, results.csv)");
    long failed = results.values().stream().filter(r -> r.state() == State.FAILED).count();
    if (stop.asked()) {
      System.out.println("stopped: run the same command again to go on");
    } else if (failed > 0) {
      System.out.println(failed + " of " + runs.size() + " runs failed");
    }
    return failed > 0 ? ExitCode.FAILURE : ExitCode.OK;
  }

  private static List<Run> runs(SweepFile sweep) {
    List<Run> runs = new ArrayList<>();
    for (Cell cell : sweep.cells()) {
      for (long seed : sweep.seeds()) {
        Path folder = sweep.folder().resolve(cell.name()).resolve("seed-" + seed);
        runs.add(new Run(cell, seed, folder));
      }
    }
    return runs;
  }

  private static void warmUp(SweepFile sweep, SweepRunner runner) throws IOException {
    if (sweep.warmStart().isEmpty()) {
      return;
    }
    Path folder = sweep.warmStart().get().folder();
    System.err.println("warm start: " + folder);
    Result result = interruptible(() -> runner.run(folder, sweep.warmStart().get().settings()));
    if (result.state() == State.FAILED) {
      throw new InvalidInput("the warm start " + folder + " failed: " + result.reason());
    }
  }

  private void all(List<Run> runs, SweepRunner runner, Map<Run, Result> results, StopRequest stop)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (Run run : runs) {
        futures.add(pool.submit(() -> one(run, runs, runner, results, stop)));
      }
      for (Future<?> future : futures) {
        interruptible(future::get);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Result one(
      Run run, List<Run> runs, SweepRunner runner, Map<Run, Result> results, StopRequest stop)
      throws IOException, InterruptedException {
    if (stop.asked()) {
      return new Result(State.STOPPED, "");
    }
    long start = System.nanoTime();
    Result result = runner.run(run.folder(), run.settings());
    results.put(run, result);
    System.err.printf(
        Locale.ROOT,
        "[%d/%d] %s seed %d: %s%n",
        results.size(),
        runs.size(),
        run.cell().name(),
        run.seed(),
        switch (result.state()) {
          case FINISHED_BEFORE -> "was finished";
          case FINISHED ->
              Text.format("finished in %d s", (System.nanoTime() - start) / 1_000_000_000);
          case STOPPED -> "stopped, saved";
          case FAILED -> "FAILED: " + result.reason();
        });
    return result;
  }

  private static List<Table> report(
      SweepFile sweep, List<Run> runs, Map<Run, Result> results, SweepRunner runner)
      throws IOException {
    List<SweepReport.Cell> cells = new ArrayList<>();
    for (Cell cell : sweep.cells()) {
      Map<Long, Path> finished = new TreeMap<>();
      List<String> states = new ArrayList<>();
      for (Run run : runs) {
        if (run.cell().equals(cell)) {
          Result result = results.get(run);
          if (result == null
              ? runner.isFinished(run.folder(), run.settings())
              : result.finished()) {
            finished.put(run.seed(), run.folder());
          } else {
            String reason =
                result == null
                    ? "not run"
                    : result.state() == State.FAILED ? "FAILED: " + result.reason() : "stopped";
            states.add("seed " + run.seed() + " " + reason);
          }
        }
      }
      cells.add(new SweepReport.Cell(cell.name(), finished, String.join("; ", states)));
    }
    return SweepReport.write(sweep.folder(), sweep.name(), cells, sweep.baseCell());
  }

  /** Nobody interrupts the threads of this command but the end of the process. */
  private static <T> T interruptible(Callable<T> work) throws IOException {
    try {
      return work.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      if (e.getCause() instanceof Error fatal) {
        throw fatal;
      }
      throw new IOException(
          "a run of the sweep could not be started: " + e.getCause().getMessage(), e);
    } catch (Exception e) {
      throw new IOException("interrupted", e);
    }
  }
}
