package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads worked judgements from JSONL.
 *
 * <pre>{@code
 * {"id": "a", "section": "math", "prompt": "2+2?", "response_1": "5", "response_2": "4",
 *  "thinking": "2+2=4. 1: no. 2: yes.", "verdict": 2, "label": 2}
 * }</pre>
 *
 * <p>One object a line; {@code id} and {@code section} as in {@link PairReader}. {@code label}, the
 * better response, is optional: without it the verdict is taken for the truth.
 */
public final class DemonstrationReader {

  private DemonstrationReader() {}

  /**
   * The demonstrations of a file, in its order.
   *
   * @return at least one
   * @throws InvalidInput if the file cannot be read, is empty, or a line is malformed
   */
  public static List<Demonstration> read(Path jsonl) {
    return JsonLines.read(jsonl, DemonstrationReader::demonstration);
  }

  private static Demonstration demonstration(Row line) {
    Side verdict =
        PairReader.side(line, "verdict")
            .orElseThrow(() -> line.invalid("field 'verdict' is missing, must be 1 or 2, add it"));
    Side gold = PairReader.side(line, "label").orElse(verdict);
    Pair pair = PairReader.presented(line, line.text("response_1"), line.text("response_2"), gold);
    return new Demonstration(pair, line.filledText("thinking"), verdict);
  }
}
