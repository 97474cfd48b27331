package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads small preference files whole and strictly: JSONL in one of two layouts, which may stand in
 * one file. {@link PairSource} streams files of every kind.
 *
 * <pre>{@code
 * {"id": "a", "section": "math", "prompt": "2+2?", "chosen": "4", "rejected": "5"}
 * {"prompt": "2+2?", "response_1": "5", "response_2": "4", "label": 2}
 * }</pre>
 *
 * <p>{@code id} is optional (name of the file and line) and unique, {@code section} is optional
 * ({@code all}); other fields are ignored. In the first layout the chosen response is presented
 * first: who judges draws the order.
 */
public final class PairReader {

  private static final String EVERYTHING = "all";

  private PairReader() {}

  /**
   * The pairs of a file, in its order.
   *
   * @return at least one pair
   * @throws InvalidInput if the file cannot be read, is empty, or a line is malformed: bad JSON, a
   *     field that is missing or of the wrong type, no gold, an empty prompt, two equal responses,
   *     an id that stands twice
   */
  public static List<Pair> read(Path jsonl) {
    return JsonLines.read(jsonl, PairReader::pair);
  }

  private static Pair pair(Row line) {
    boolean named = line.has("chosen") || line.has("rejected");
    boolean numbered = line.has("response_1") || line.has("response_2");
    if (named && numbered) {
      throw line.invalid(
          "has 'chosen' or 'rejected' and also 'response_1' or 'response_2', must be one layout,"
              + " remove the other");
    }
    if (!numbered) {
      return presented(line, line.text("chosen"), line.text("rejected"), Side.FIRST);
    }
    Side gold =
        side(line, "label")
            .orElseThrow(
                () ->
                    line.invalid(
                        "pair has no gold: field 'label' is missing, must be 1 or 2 (the better"
                            + " response), add it or remove the line"));
    return presented(line, line.text("response_1"), line.text("response_2"), gold);
  }

  /**
   * The side that a field names with 1 or 2, as a number or a string.
   *
   * @return empty if the field is missing or null
   * @throws InvalidInput if it is anything else
   */
  static Optional<Side> side(Row line, String field) {
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
              "field '%s' is %s, must be 1 or 2 (the response that is meant)"
                  .formatted(field, value));
    };
  }

  /** The pair of a line whose responses are known. */
  static Pair presented(Row line, String first, String second, Side gold) {
    if (first.equals(second)) {
      throw line.invalid("both responses are the same, must differ, remove the line");
    }
    String section = line.optionalText("section").orElse(EVERYTHING);
    return new Pair(JsonLines.id(line), section, line.filledText("prompt"), first, second, gold);
  }
}
