package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.List;

/** Writes worked judgements in the layout that {@link DemonstrationReader} reads. */
public final class DemonstrationWriter {

  private DemonstrationWriter() {}

  /**
   * Writes one object a line; equal demonstrations, equal bytes.
   *
   * @throws InvalidInput if the file cannot be written; an earlier one is then untouched
   */
  public static void write(Path jsonl, List<Demonstration> demonstrations) {
    JsonLines.write(jsonl, demonstrations, DemonstrationWriter::line);
  }

  private static ObjectNode line(Demonstration demonstration) {
    ObjectNode line =
        PairWriter.presented(demonstration.pair())
            .put("thinking", demonstration.thinking())
            .put("verdict", demonstration.verdict().number())
            .put("label", demonstration.pair().gold().number());
    demonstration
        .confidence()
        .ifPresent(number -> line.put(DemonstrationReader.CONFIDENCE, number));
    demonstration
        .rubric()
        .ifPresent(
            rubric ->
                line.put(DemonstrationReader.RUBRIC_THINKING, rubric.thinking())
                    .put(DemonstrationReader.RUBRIC, rubric.text()));
    return line;
  }
}
