package io.github.rrm4j.report.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.statistics.table.Estimate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a folder stands, in a line: read without its rollouts and judgements.
 *
 * @param progress such as {@code grpo 150}; empty where nothing was written yet
 * @param measure what was measured, such as {@code heldout sampled}; empty where nothing was
 * @param value the newest value of it, with its interval
 */
public record Standing(String progress, String measure, Optional<Estimate> value) {

  private static final int TAIL = 1 << 16; // bytes, in which the last line ends

  /** How a run stands: its last step, and its last held-out accuracy. */
  public static Standing ofRun(Path folder) throws IOException {
    Optional<JsonNode> step = last(folder.resolve("metrics.jsonl"));
    EvaluationLine[] newest = {null};
    LenientLines.read(
        folder.resolve("evaluations.jsonl"), line -> newest[0] = EvaluationLine.of(line));
    String progress =
        step.map(line -> (line.path("stage").asText() + ' ' + line.path("step").asText()).strip())
            .orElse("");
    return newest[0] == null
        ? new Standing(progress, "", Optional.empty())
        : new Standing(progress, newest[0].title(), newest[0].accuracy());
  }

  /** What an evaluation came to: the main number of its benchmark. */
  public static Standing ofEvaluation(Path folder) throws IOException {
    JsonNode result = BenchmarkRecords.object(folder.resolve(Result.FILE));
    String benchmark = result.path("benchmark").asText();
    for (Map.Entry<String, JsonNode> main : result.path("metrics").properties()) {
      return new Standing(
          result.path("items").asText() + " items",
          benchmark + " " + main.getKey(),
          Estimate.of(main.getValue()));
    }
    return new Standing("", benchmark, Optional.empty());
  }

  /** The last whole line of a file that may be growing. */
  private static Optional<JsonNode> last(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] tail;
    try (FileChannel channel = FileChannel.open(file)) {
      long from = Math.max(0, channel.size() - TAIL);
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
      while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
        // until it is full or the file ends
      }
      tail = bytes.array();
    }
    List<JsonNode> lines = LenientLines.of(new ByteArrayInputStream(tail));
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
  }
}
