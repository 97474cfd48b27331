package io.github.rrm4j.trainer.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a run stands, beside its weights and moments: what {@code state.json} of a checkpoint
 * holds. There is no state of a random generator: every draw is a function of the seed and the
 * step.
 *
 * @param step steps taken in all stages
 * @param stage index of the stage
 * @param stageStep steps taken in it
 * @param nonFiniteInRow steps in a row, up to now, without a finite loss and gradient
 * @param logLengths bytes of each log file that belong to these steps
 */
public record RunState(
    long step, int stage, long stageStep, int nonFiniteInRow, Map<String, Long> logLengths) {

  public static final String FILE = "state.json";

  public static RunState start() {
    return new RunState(0, 0, 0, 0, Map.of());
  }

  public RunState afterStep(boolean finite) {
    return new RunState(
        step + 1, stage, stageStep + 1, finite ? 0 : nonFiniteInRow + 1, logLengths);
  }

  public RunState nextStage() {
    return new RunState(step, stage + 1, 0, 0, logLengths);
  }

  public RunState withLogs(Map<String, Long> lengths) {
    return new RunState(step, stage, stageStep, nonFiniteInRow, new TreeMap<>(lengths));
  }

  public void write(Path folder) throws IOException {
    ObjectNode json =
        Json.object()
            .put("step", step)
            .put("stage", stage)
            .put("stage_step", stageStep)
            .put("non_finite_in_row", nonFiniteInRow);
    ObjectNode logs = json.putObject("log_bytes");
    logLengths.forEach(logs::put);
    Files.writeString(folder.resolve(FILE), Json.pretty(json));
  }

  public static RunState read(Path folder) {
    try {
      JsonNode json = Json.read(folder.resolve(FILE));
      Map<String, Long> logs = new TreeMap<>();
      json.path("log_bytes")
          .properties()
          .forEach(entry -> logs.put(entry.getKey(), entry.getValue().asLong()));
      return new RunState(
          json.required("step").asLong(),
          json.required("stage").asInt(),
          json.required("stage_step").asLong(),
          json.required("non_finite_in_row").asInt(),
          logs);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInput(
          folder + "/" + FILE + ": is not the state of a run: " + e.getMessage(), e);
    }
  }
}
