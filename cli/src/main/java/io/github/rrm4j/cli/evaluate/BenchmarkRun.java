package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.experiments.output.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One benchmark: reads it, has it judged, scores it, keeps the result. */
public final class BenchmarkRun {

  private final Task task;
  private final List<Item> items;
  private Optional<VerdictSource> source = Optional.empty();
  private Optional<ResultFolder> folder = Optional.empty();

  private BenchmarkRun(Task task, List<Item> items) {
    this.task = task;
    this.items = items;
  }

  /**
   * Reads the owners' files.
   *
   * @throws InvalidInput if they cannot be read
   */
  public static BenchmarkRun of(Task task) {
    List<Item> all = task.benchmark().read(task.data().orElse(""), System.err::println);
    int kept = Math.min(all.size(), task.limit().orElse(all.size()));
    return new BenchmarkRun(task, all.subList(0, kept));
  }

  /**
   * Sees that it can be judged, and takes its folder; of several benchmarks, before the first one
   * is judged.
   *
   * @param output the folder of the results; empty where nothing is kept
   * @param resume whether the folder may hold some already
   * @throws InvalidInput if the judge cannot have so many votes, or the folder is taken
   */
  public BenchmarkRun prepared(Examinee examinee, Optional<Path> output, boolean resume)
      throws IOException {
    if (task.judgements().isEmpty()) {
      source = Optional.of(examinee.source(task.votes()));
    }
    if (output.isPresent()) {
      folder = Optional.of(ResultFolder.open(output.get(), settings(examinee), resume));
    }
    return this;
  }

  /** Has the benchmark judged, or reads the judgements that were made elsewhere, and scores it. */
  Result run(Examinee examinee) throws IOException {
    return run(examinee, () -> {});
  }

  /**
   * The same.
   *
   * @param afterWindow called when a window of judgements is on the disk; what it throws ends the
   *     judging
   */
  public Result run(Examinee examinee, Runnable afterWindow) throws IOException {
    Verdicts verdicts =
        task.judgements().isPresent()
            ? recorded(task.judgements().get())
            : judged(examinee, afterWindow);
    Result result = Result.of(task.benchmark(), items, verdicts, examinee.seed());
    if (folder.isPresent()) {
      boolean judged = task.judgements().isEmpty();
      folder.get().write(result, judged ? examinee.parameters() : OptionalLong.empty());
    }
    return result;
  }

  private ObjectNode settings(Examinee examinee) {
    ObjectNode settings = Json.object();
    task.describe(settings);
    if (task.judgements().isEmpty()) {
      settings.setAll(examinee.described());
    } else {
      settings.put("seed", examinee.seed());
    }
    return settings;
  }

  private Verdicts recorded(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInput(file + ": is no file, must be a JSONL file of judgements, check it");
    }
    Verdicts all = new Verdicts();
    JudgementLog.read(file, all);
    Verdicts found = Judging.recorded(items, all, file.toString());
    int others = all.judged().size() - found.judged().size();
    if (others > 0) {
      System.err.println(
          file + ": " + others + " lines are of comparisons that are not asked for, left out");
    }
    return found;
  }

  private Verdicts judged(Examinee examinee, Runnable afterWindow) throws IOException {
    Key key = Key.of(examinee.seed(), "presentation");
    Judging judging = new Judging(items, task.shownIn(), key, examinee.window(task.votes()));
    Verdicts known = new Verdicts();
    try (Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      if (folder.isEmpty()) {
        judge(judging, known, Optional.empty(), progress, afterWindow);
      } else {
        try (JudgementLog log = folder.get().log(known)) {
          judge(judging, known, Optional.of(log), progress, afterWindow);
        }
      }
    }
    return Judging.recorded(items, known, task.name());
  }

  private void judge(
      Judging judging,
      Verdicts known,
      Optional<JudgementLog> log,
      Progress progress,
      Runnable afterWindow)
      throws IOException {
    progress.start(task.name(), known.judged().size(), judging.expected());
    judging.judge(
        source.orElseThrow(),
        known,
        log,
        (done, expected) -> {
          progress.step(done, "");
          afterWindow.run();
        });
  }
}
