package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.contracts.ResumableLog.Unit;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code judgements.jsonl}, which grows by one line for each comparison in one order; after a kill
 * an incomplete last line is cut off, and every other line counts.
 */
public final class JudgementLog implements AutoCloseable {

  private final ResumableLog file;

  private JudgementLog(ResumableLog file) {
    this.file = file;
  }

  /**
   * Opens a file, which is made if it is not there, and reads what it holds.
   *
   * @param known gets what the file holds
   * @throws InvalidInput if it cannot be written or a line is malformed
   */
  public static JudgementLog open(Path file, Verdicts known) {
    return new JudgementLog(ResumableLog.open(file, Unit.line(), kept -> read(kept, known)));
  }

  /**
   * Reads the judgements of a file.
   *
   * @throws InvalidInput if it cannot be read, a line is malformed, or two lines are about the same
   *     comparison in the same order
   */
  public static void read(Path file, Verdicts known) {
    try (Rows rows = JsonLines.open(file)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        JudgedComparison judged = JudgementLines.judged(row);
        if (!known.add(judged)) {
          throw row.invalid(
              Text.format(
                  "judges '%s' in the order %s, as an earlier line does, must be once, remove one",
                  judged.id(), judged.order().word()));
        }
      }
    }
  }

  /** Adds judgements; they are on the disk when this returns. */
  public void append(List<JudgedComparison> judged) throws IOException {
    file.append(judged.stream().map(JudgementLines::line).toList());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
