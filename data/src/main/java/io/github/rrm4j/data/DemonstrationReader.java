package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads worked judgements from JSONL.
 *
 * <pre>{@code
 * {"id": "a", "section": "math", "prompt": "2+2?", "response_1": "5", "response_2": "4",
 *  "thinking": "2+2=4. 1: no. 2: yes.", "verdict": 2, "label": 2}
 * }</pre>
 *
 * <p>One object a line; {@code id} (unique) and {@code section} are optional. So is {@code label},
 * the better response: without it the verdict is taken for the truth.
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
        side(line, "verdict")
            .orElseThrow(() -> line.invalid("field 'verdict' is missing, must be 1 or 2, add it"));
    Side gold = side(line, "label").orElse(verdict);
    return new Demonstration(pair(line, gold), line.filledText("thinking"), verdict);
  }

  private static Pair pair(Row line, Side gold) {
    String first = line.text("response_1");
    String second = line.text("response_2");
    if (first.equals(second)) {
      throw line.invalid("both responses are the same, must differ, remove the line");
    }
    String section = line.optionalText("section").orElse(Pair.EVERYTHING);
    return new Pair(JsonLines.id(line), section, line.filledText("prompt"), first, second, gold);
  }

  /** The side that a field names with 1 or 2, as a number or a string; empty without the field. */
  private static Optional<Side> side(Row line, String field) {
    if (!line.has(field)) {
      return Optional.empty();
    }
    JsonNode value = line.value(field);
    boolean scalar = value.isIntegralNumber() || value.isTextual();
    return switch (scalar ? value.asText() : "") {
      case "1" -> Optional.of(Side.FIRST);
      case "2" -> Optional.of(Side.SECOND);
      default ->
          throw line.invalid(
              Text.format(
                  "field '%s' is %s, must be 1 or 2 (the response that is meant)", field, value));
    };
  }
}
