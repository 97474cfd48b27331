package io.github.rrm4j.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.WorkFolder;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.evaluation.benchmark.result.ScoredItems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The folder of one benchmark's results: {@code settings.json}, {@code judgements.jsonl} (which
 * grows), {@code items.jsonl}, {@code result.json}.
 */
final class ResultFolder {

  private static final String SETTINGS = "settings.json";
  private static final String JUDGEMENTS = "judgements.jsonl";

  private final Path folder;
  private final ObjectNode settings;

  private ResultFolder(Path folder, ObjectNode settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * Takes a folder for results of these settings.
   *
   * @param resume whether it may hold some already
   * @throws InvalidInput if it holds results and may not, or they are of other settings
   */
  static ResultFolder open(Path folder, ObjectNode settings, boolean resume) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new InvalidInput(
          folder + ": is a file, must be a folder for the results; choose another --output");
    }
    Path result = folder.resolve(Result.FILE); // alone where judgements from elsewhere are scored
    Path started = Files.exists(result) ? result : folder.resolve(JUDGEMENTS);
    new WorkFolder(started, folder.resolve(SETTINGS)).orResumed(resume).keep(settings);
    return new ResultFolder(folder, settings);
  }

  JudgementLog log(Verdicts known) {
    return JudgementLog.open(folder.resolve(JUDGEMENTS), known);
  }

  void write(Result result, OptionalLong parameters) throws IOException {
    ScoredItems.write(folder.resolve(ScoredItems.FILE), result.items());
    AtomicFiles.write(
        folder.resolve(Result.FILE), Json.pretty(result.toJson(settings, parameters)));
  }
}
