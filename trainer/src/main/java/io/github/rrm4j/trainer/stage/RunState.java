package io.github.rrm4j.trainer.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
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
 * @param logs what of each log file belongs to these steps
 */
public record RunState(
    long step, int stage, long stageStep, int nonFiniteInRow, Map<String, LogMark> logs) {

  /**
   * How far a log file belongs to a state.
   *
   * @param bytes from its beginning
   * @param sha256 of these bytes, in hexadecimal; empty for a file with times in it, which differ
   *     in every repetition of a run
   */
  public record LogMark(long bytes, String sha256) {

    /** Nothing of a file. */
    public static final LogMark NONE = new LogMark(0, "");

    /**
     * What is wrong with a file: it is missing, shorter, or other bytes stand where these were.
     *
     * @return one line that begins with the file; empty where nothing is wrong
     */
    public Optional<String> problem(Path file) throws IOException {
      return problem(file, FileDigest.ofFirst(file, bytes));
    }

    /**
     * As {@link #problem(Path)}.
     *
     * @param first the digest of as many bytes of the file as these were
     */
    public Optional<String> problem(Path file, MessageDigest first) throws IOException {
      long there = Files.exists(file) ? Files.size(file) : 0;
      if (there < bytes) {
        return Optional.of(
            Text.format("%s: has %d bytes, %d belong to the checkpoint", file, there, bytes));
      }
      boolean same = sha256.isEmpty() || FileDigest.soFar(first).equals(sha256);
      return same
          ? Optional.empty()
          : Optional.of(
              Text.format(
                  "%s: the first %d bytes belong to the checkpoint and are not as they were written",
                  file, bytes));
    }
  }

  public static final String FILE = "state.json";

  public static RunState start() {
    return new RunState(0, 0, 0, 0, Map.of());
  }

  public RunState afterStep(boolean finite) {
    return new RunState(step + 1, stage, stageStep + 1, finite ? 0 : nonFiniteInRow + 1, logs);
  }

  public RunState nextStage() {
    return new RunState(step, stage + 1, 0, 0, logs);
  }

  public RunState withLogs(Map<String, LogMark> marks) {
    return new RunState(step, stage, stageStep, nonFiniteInRow, new TreeMap<>(marks));
  }

  public void write(Path folder) throws IOException {
    ObjectNode json =
        Json.object()
            .put("step", step)
            .put("stage", stage)
            .put("stage_step", stageStep)
            .put("non_finite_in_row", nonFiniteInRow);
    ObjectNode bytes = json.putObject("log_bytes");
    ObjectNode digests = json.putObject("log_sha256");
    logs.forEach(
        (name, mark) -> {
          bytes.put(name, mark.bytes());
          if (!mark.sha256().isEmpty()) {
            digests.put(name, mark.sha256());
          }
        });
    Files.writeString(folder.resolve(FILE), Json.pretty(json));
  }

  public static RunState read(Path folder) {
    try {
      JsonNode json = Json.read(folder.resolve(FILE));
      Map<String, LogMark> logs = new TreeMap<>();
      JsonNode digests = json.path("log_sha256"); // absent in checkpoints of earlier versions
      for (Map.Entry<String, JsonNode> log : json.path("log_bytes").properties()) {
        String sha256 = digests.path(log.getKey()).asText("");
        logs.put(log.getKey(), new LogMark(log.getValue().asLong(), sha256));
      }
      return new RunState(
          json.required("step").asLong(),
          json.required("stage").asInt(),
          json.required("stage_step").asLong(),
          json.required("non_finite_in_row").asInt(),
          logs);
    } catch (FileSystemException e) {
      throw DiskError.unreadable(folder.resolve(FILE), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInput(
          folder + "/" + FILE + ": is not the state of a run: " + Json.reasonOf(e), e);
    }
  }
}
