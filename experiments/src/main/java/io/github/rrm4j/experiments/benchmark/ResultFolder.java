package io.github.rrm4j.experiments.benchmark;

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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The folder of one benchmark's results: {@code settings.json}, {@code judgements.jsonl} (which
 * grows), {@code items.jsonl}, {@code result.json}.
 */
public final class ResultFolder {

  private static final String SETTINGS = "settings.json";

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
    Path started = Files.exists(result) ? result : folder.resolve(JudgementLog.FILE);
    new WorkFolder(started, folder.resolve(SETTINGS)).orResumed(resume).keep(settings);
    return new ResultFolder(folder, settings);
  }

  JudgementLog log(Verdicts known) {
    return JudgementLog.open(folder.resolve(JudgementLog.FILE), known);
  }

  /**
   * Writes what all verdicts came out as.
   *
   * @param label what the evaluation is called; empty leaves the one that it has
   */
  void write(Result result, OptionalLong parameters, Optional<String> label) throws IOException {
    ScoredItems.write(folder.resolve(ScoredItems.FILE), result.items());
    ObjectNode json = Json.object().put("benchmark", result.benchmark());
    label.or(this::label).ifPresent(text -> json.put(Result.LABEL, text));
    json.setAll(result.toJson(settings, parameters));
    AtomicFiles.write(folder.resolve(Result.FILE), Json.pretty(json));
  }

  private Optional<String> label() {
    Path file = folder.resolve(Result.FILE);
    return Files.exists(file)
        ? Optional.ofNullable(Json.read(file, "restore it").path(Result.LABEL).textValue())
        : Optional.empty();
  }
}
