package io.github.rrm4j.experiments.sweep;

import io.github.rrm4j.config.ConfigDiff;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.run.Training;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs one training of a sweep as a child process of this command line.
 *
 * @param program the class whose {@code main} trains
 * @param base the config that is extended
 * @param stopAsked asked while a child runs
 */
public record SweepRunner(Class<?> program, Path base, BooleanSupplier stopAsked) {

  public enum State {
    /** It had ended before. */
    FINISHED_BEFORE,
    FINISHED,
    FAILED,
    /** A stop was asked for. */
    STOPPED
  }

  /**
   * @param reason why it failed, in one line; empty otherwise
   */
  public record Result(State state, String reason) {

    /** Whether its results are there. */
    public boolean finished() {
      return state == State.FINISHED || state == State.FINISHED_BEFORE;
    }
  }

  /** The property of a run's process with the file in which its sweep writes it down. */
  private static final String WRITTEN_DOWN = "rrm.sweep.pid";

  private static final long POLL_MILLIS = 200;
  private static final int MOST_POLLS = 50;

  /**
   * Brings a run to its end, from where it is.
   *
   * @param settings as {@code --set} takes them
   */
  public Result run(Path folder, List<String> settings) throws IOException, InterruptedException {
    RunConfig config;
    try {
      config = RunConfig.of(base, settings);
    } catch (InvalidInput e) {
      return failed(e.getMessage().replace("\n", "; "));
    }
    Files.createDirectories(folder.toAbsolutePath().getParent());
    awaitOrphan(folder);
    boolean begun = Files.isRegularFile(folder.resolve("config.yaml"));
    if (begun) {
      List<String> differences =
          ConfigDiff.between(Files.readString(folder.resolve("config.yaml")), config.resolved());
      if (!differences.isEmpty()) {
        return failed(
            Text.format(
                "%s holds a run of another config (%s); take it away or give the sweep another name",
                folder, String.join(", ", differences)));
      }
      if (new Training(config, folder).finished()) {
        return new Result(State.FINISHED_BEFORE, "");
      }
    }
    int code = child(folder, command(folder, settings, begun));
    if (new Training(config, folder).finished()) {
      return new Result(State.FINISHED, "");
    }
    return stopAsked.getAsBoolean()
        ? new Result(State.STOPPED, "")
        : failed("exit code " + code + ": " + lastLine(log(folder)));
  }

  /** Whether a run with these settings has come to its end. */
  public boolean isFinished(Path folder, List<String> settings) throws IOException {
    try {
      RunConfig config = RunConfig.of(base, settings);
      return Files.isRegularFile(folder.resolve("config.yaml"))
          && ConfigDiff.between(Files.readString(folder.resolve("config.yaml")), config.resolved())
              .isEmpty()
          && new Training(config, folder).finished();
    } catch (InvalidInput invalid) {
      return false;
    }
  }

  private static Result failed(String reason) {
    return new Result(State.FAILED, reason);
  }

  private List<String> command(Path folder, List<String> settings, boolean resume) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-D" + WRITTEN_DOWN + "=" + pid(folder).toAbsolutePath());
    command.add("-Drrm.terminal=false"); // the last one counts: a log has no progress bars
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), program.getName(), "train"));
    command.add(base.toString());
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    command.addAll(List.of("--output", folder.toString()));
    if (resume) {
      command.add("--resume");
    }
    return command;
  }

  /** Waits for the child; where a stop is asked for it is told so, and saves. */
  private int child(Path folder, List<String> command) throws IOException, InterruptedException {
    File log = log(folder).toFile();
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    try {
      AtomicFiles.write(pid(folder), mark(child.toHandle()));
    } catch (IOException e) {
      child.destroy();
      child.waitFor();
      throw e;
    }
    boolean told = false;
    while (!child.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (!told && stopAsked.getAsBoolean()) {
        told = true;
        child.destroy();
      }
    }
    Files.deleteIfExists(pid(folder));
    return child.exitValue();
  }

  /** A sweep that was killed leaves its child behind: no second one may write into its folder. */
  private void awaitOrphan(Path folder) throws IOException, InterruptedException {
    Path file = pid(folder);
    if (!Files.isRegularFile(file)) {
      return;
    }
    String mark = Files.readString(file);
    long pid = mark.isBlank() ? -1 : Long.parseLong(mark.split(" ")[0]);
    Optional<ProcessHandle> orphan =
        ProcessHandle.of(pid).filter(handle -> mark(handle).equals(mark));
    boolean told = false;
    while (orphan.isPresent() && orphan.get().isAlive()) {
      if (!told && stopAsked.getAsBoolean()) {
        told = true;
        orphan.get().destroy();
      }
      Thread.sleep(POLL_MILLIS);
    }
    Files.delete(file);
  }

  /**
   * Waits, in the process of a run, until the sweep that started it has written it down: nobody
   * would wait for the end of another before a second one is started.
   *
   * @throws InvalidInput if the sweep has ended before it did
   */
  public static void awaitSweep() throws IOException, InterruptedException {
    Optional<Path> file = Optional.ofNullable(System.getProperty(WRITTEN_DOWN)).map(Path::of);
    int polls = 0;
    while (file.isPresent() && !isWrittenDown(file.get())) {
      if (++polls > MOST_POLLS) {
        throw new InvalidInput(
            file.get() + ": does not name this run; its sweep has ended, run it again");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static boolean isWrittenDown(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.readString(file).startsWith(ProcessHandle.current().pid() + " ");
  }

  /** A process by its number and its start, since numbers are used again. */
  private static String mark(ProcessHandle process) {
    return process.pid()
        + " "
        + process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
  }

  private static Path pid(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".pid");
  }

  static Path log(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1).strip();
  }
}
