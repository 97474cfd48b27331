package io.github.rrm4j.experiments.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.StratifiedSample;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.record.VerdictSource;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.PromptFits;
import io.github.rrm4j.rewards.SplitRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One benchmark: reads it, has it judged, scores it, keeps the result.
 *
 * @param items what is judged of the benchmark
 * @param notes what was left out or changed when it was read
 * @param label what its result is called; empty for none
 */
public record BenchmarkRun(
    Task task, List<Item> items, List<String> notes, Optional<String> label) {

  private static final int LONGEST = 80; // characters of a label

  /**
   * Reads the owners' files.
   *
   * @param seed of the items that are taken where the task has a limit
   * @throws InvalidInput if they cannot be read
   */
  public static BenchmarkRun of(Task task, long seed) {
    List<String> notes = new ArrayList<>();
    List<Item> all = task.benchmark().read(task.data().orElse(""), notes::add);
    List<Item> items = all;
    if (task.limit().isPresent()) {
      StratifiedSample<Item> sample =
          StratifiedSample.of(all, Item::subset, task.limit().get(), seed);
      sample.line(task.name(), "items", "subset").ifPresent(notes::add);
      items = sample.items();
    }
    notes.forEach(System.err::println);
    return new BenchmarkRun(task, items, notes, Optional.empty());
  }

  /**
   * The same one, whose result has a label; no judgement depends on it.
   *
   * @param name what the user calls the evaluation; empty for none
   */
  public BenchmarkRun labelled(Optional<String> name) {
    return new BenchmarkRun(task, items, notes, name);
  }

  /**
   * Checks a label before anything is judged.
   *
   * @throws InvalidInput if it is blank, too long, or not one line
   */
  public static void checkLabel(String label) {
    if (label.isBlank() || label.length() > LONGEST || !OneLine.of(label).equals(label)) {
      throw InvalidInput.of(
          "--label is %s, must be one line of 1 to %d characters; give the evaluation a short name",
          OneLine.quoted(label), LONGEST);
    }
  }

  /**
   * Checks that it can be judged, and takes its folder; of several benchmarks, before the first one
   * is judged.
   *
   * @param output the folder of the results; empty where nothing is kept
   * @param resume whether the folder may hold some already
   * @throws InvalidInput if the judge cannot have so many votes, or the folder is taken
   */
  public Prepared prepared(EvaluatedJudge judge, Optional<Path> output, boolean resume)
      throws IOException {
    Optional<VerdictSource> source =
        task.judgements().isEmpty() ? Optional.of(judge.source(task)) : Optional.empty();
    Optional<ResultFolder> folder = Optional.empty();
    if (output.isPresent()) {
      folder = Optional.of(ResultFolder.open(output.get(), settings(judge), resume));
    }
    return new Prepared(this, judge, source, folder);
  }

  private ObjectNode settings(EvaluatedJudge judge) {
    ObjectNode settings = Json.object();
    task.describe(settings, judge.seed());
    if (task.judgements().isEmpty()) {
      settings.setAll(judge.described());
    } else {
      settings.put("seed", judge.seed());
    }
    return settings;
  }

  /**
   * A benchmark that is ready to be judged.
   *
   * @param source who judges; empty where judgements that were made elsewhere are scored
   * @param folder of the results; empty where nothing is kept
   */
  public record Prepared(
      BenchmarkRun benchmark,
      EvaluatedJudge judge,
      Optional<VerdictSource> source,
      Optional<ResultFolder> folder) {

    /**
     * Has the benchmark judged, or reads the judgements that were made elsewhere, and scores it.
     *
     * @param afterWindow called when a window of judgements is on the disk; what it throws ends the
     *     judging
     */
    public Result run(Runnable afterWindow) throws IOException {
      Task task = benchmark.task;
      Verdicts verdicts = benchmark.verdicts(judge);
      PromptFits fits = PromptFits.NONE;
      if (source.isPresent()) {
        fits = judge(source.get(), verdicts, afterWindow);
        fits.line(task.name(), "comparisons").ifPresent(System.err::println);
        verdicts = Judging.recorded(benchmark.items, verdicts, task.name());
      } else {
        verdicts = benchmark.recorded(task.judgements().orElseThrow(), judge);
      }
      Result result =
          Result.of(task.benchmark(), benchmark.items, verdicts, task.shown(), judge.seed())
              .noting(benchmark.notes)
              .showing(fits);
      Optional<TrainingPrompts> known = source.isPresent() ? judge.trainedOn() : Optional.empty();
      if (known.isPresent()) {
        result =
            result.trainedOn(
                task.benchmark(),
                benchmark.items,
                known.get().prompts(),
                known.get().grams(),
                judge.seed());
        result.contamination().stream()
            .flatMap(found -> found.warnings(task.name()).stream())
            .forEach(System.err::println);
      }
      if (folder.isPresent()) {
        folder
            .get()
            .write(
                result,
                source.isPresent() ? judge.parameters() : OptionalLong.empty(),
                benchmark.label);
      }
      return result;
    }

    private PromptFits judge(VerdictSource source, Verdicts known, Runnable afterWindow)
        throws IOException {
      Task task = benchmark.task;
      Judging judging =
          new Judging(benchmark.items, task.shownIn(), judge.presentation(), judge.window(task));
      Judging.Listener listener;
      try (Progress progress = Progress.onStandardError()) {
        listener =
            (done, expected) -> {
              progress.step(done, "");
              afterWindow.run();
            };
        if (folder.isEmpty()) {
          progress.start(task.name(), 0, judging.expected());
          return judging.judge(source, known, Optional.empty(), listener);
        }
        try (JudgementLog log = folder.get().log(known)) {
          progress.start(task.name(), known.judged().size(), judging.expected());
          return judging.judge(source, known, Optional.of(log), listener);
        }
      }
    }
  }

  /** No verdicts yet, with the task's rule for split votes. */
  private Verdicts verdicts(EvaluatedJudge judge) {
    return new Verdicts(SplitRule.of(task.splits(), judge.seed()));
  }

  private Verdicts recorded(Path file, EvaluatedJudge judge) {
    boolean several = Files.isDirectory(file) || DataFiles.isPattern(file.toString());
    if (!several && !Files.isRegularFile(file)) {
      throw new InvalidInput(file + ": is no file, must be a JSONL file of judgements, check it");
    }
    Verdicts all = verdicts(judge);
    Map<String, Integer> remarks = new TreeMap<>();
    for (DataFile each : DataFiles.below(file.toString())) {
      JudgementLog.read(
          each.path(), task.benchmark(), all, told -> remarks.merge(told, 1, Integer::sum));
    }
    remarks.forEach(
        (told, count) -> System.err.println(file + ": " + count + " judgements " + told));
    Verdicts found = Judging.recorded(items, all, file.toString());
    int others = all.judged().size() - found.judged().size();
    if (others > 0) {
      System.err.println(
          file + ": " + others + " lines are of comparisons that are not asked for, left out");
    }
    return found;
  }
}
