package io.github.rrm4j.trainer.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.trainer.judge.BatchLines;
import io.github.rrm4j.trainer.stage.RunState.LogMark;
import io.github.rrm4j.trainer.stage.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that a run appends to. Those of one seed have the same bytes in every repetition,
 * except timings.jsonl and the wall-clock times in the TensorBoard file.
 */
final class RunLogs implements AutoCloseable {

  private static final String TIMINGS = "timings.jsonl";
  private static final String EVENTS = "events.out.tfevents.0.rrm4j";

  private final Map<String, JsonLinesLog> files = new LinkedHashMap<>();
  private final TensorBoardEvents events;

  /**
   * @param batches whether whole batches are written
   * @param marks what is kept of each file; what is not named is emptied
   * @param acceptChanged whether files may have changed since they were written
   */
  RunLogs(Path run, boolean batches, Map<String, LogMark> marks, boolean acceptChanged)
      throws IOException {
    List<String> names =
        new ArrayList<>(List.of("metrics.jsonl", "rollouts.jsonl", "evaluations.jsonl", TIMINGS));
    if (batches) {
      names.add(BatchLines.FILE);
    }
    for (String name : names) {
      LogMark mark = marks.getOrDefault(name, LogMark.NONE);
      files.put(name, new JsonLinesLog(run.resolve(name), mark, acceptChanged));
    }
    long events = marks.getOrDefault(EVENTS, LogMark.NONE).bytes();
    this.events = TensorBoardEvents.append(run.resolve(EVENTS), events);
  }

  void step(long step, String stage, long stageStep, StepReport report, double seconds)
      throws IOException {
    ObjectNode metrics = line(step, stage, stageStep);
    report.metrics().forEach(metrics::put);
    metrics.put("update/skipped", report.taken() ? 0 : 1);
    files.get("metrics.jsonl").append(metrics);
    for (ObjectNode rollout : report.rollouts()) {
      files.get("rollouts.jsonl").append(line(step, stage, stageStep).setAll(rollout));
    }
    for (ObjectNode group : report.batch()) {
      files.get(BatchLines.FILE).append(line(step, stage, stageStep).setAll(group));
    }
    ObjectNode timings = line(step, stage, stageStep);
    timings.put("seconds", seconds).put("tokens_per_second", report.tokens() / seconds);
    report.timings().forEach((name, value) -> timings.put("seconds/" + name, value));
    report.drawing().forEach(timings::put);
    files.get(TIMINGS).append(timings);
    double now = System.currentTimeMillis() / 1e3;
    for (Map.Entry<String, Double> metric : report.metrics().entrySet()) {
      events.scalar(stage + "/" + metric.getKey(), step, metric.getValue(), now);
    }
  }

  /** Books the time of something between the steps, such as an evaluation or a checkpoint. */
  void timing(long step, String stage, long stageStep, String name, double seconds)
      throws IOException {
    files.get(TIMINGS).append(line(step, stage, stageStep).put("seconds/" + name, seconds));
  }

  void evaluation(long step, ObjectNode evaluation) throws IOException {
    files.get("evaluations.jsonl").append(evaluation);
    double now = System.currentTimeMillis() / 1e3;
    String mode = evaluation.get("mode").asText();
    boolean judge = evaluation.get("name").asText().equals("heldout");
    String name = "evaluation/" + (judge ? "" : evaluation.get("name").asText() + "/") + mode;
    for (String key :
        new String[] {
          "accuracy", "swap_consistency", "malformed_frac", "margin_mean", "win_rate"
        }) {
      if (evaluation.has(key)) {
        events.scalar(name + "/" + key, step, evaluation.get(key).asDouble(), now);
      }
    }
  }

  /** What was written of each file, all of which is on the disk. */
  Map<String, LogMark> synced() throws IOException {
    Map<String, LogMark> marks = new LinkedHashMap<>();
    for (Map.Entry<String, JsonLinesLog> file : files.entrySet()) {
      LogMark mark = file.getValue().synced();
      boolean times = file.getKey().equals(TIMINGS);
      marks.put(file.getKey(), times ? new LogMark(mark.bytes(), "") : mark);
    }
    events.flush();
    marks.put(EVENTS, new LogMark(events.length(), ""));
    return marks;
  }

  private ObjectNode line(long step, String stage, long stageStep) {
    return Json.object().put("step", step).put("stage", stage).put("stage_step", stageStep);
  }

  @Override
  public void close() throws IOException {
    for (JsonLinesLog file : files.values()) {
      file.close();
    }
    events.close();
  }
}
