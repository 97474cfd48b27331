package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads worked judgements from JSONL.
 *
 * <pre>{@code
 * {"id": "a", "section": "math", "prompt": "2+2?", "response_1": "5", "response_2": "4",
 *  "thinking": "2+2=4. 1: no. 2: yes.", "verdict": 2, "label": 2}
 * }</pre>
 *
 * <p>One object a line; {@code id} (unique) and {@code section} are optional. So is {@code label},
 * the better response: without it the verdict is taken for the truth. {@code confidence}, from 0 to
 * 1, is what the judge is to state after its verdict. {@code rubric} are criteria that it is to
 * write before it sees the responses, {@code rubric_thinking} what it thinks before that.
 */
public final class DemonstrationReader {

  static final String CONFIDENCE = "confidence";
  static final String RUBRIC = "rubric";
  static final String RUBRIC_THINKING = "rubric_thinking";

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
    Side verdict = side(line, "verdict");
    OpenPair pair = OpenPair.of(line);
    if (pair.first().equals(pair.second())) {
      throw line.invalid("both responses are the same, must differ, remove the line");
    }
    if (pair.prompt().isBlank()) {
      throw line.invalid("field 'prompt' is empty, must be a text, fill it or remove the line");
    }
    String section = line.optionalText("section").orElse(Pair.EVERYTHING);
    Pair known =
        new Pair(
            pair.id(),
            section,
            pair.prompt(),
            pair.reply1(),
            pair.reply2(),
            pair.gold().orElse(verdict));
    return new Demonstration(
        known, line.filledText("thinking"), verdict, confidence(line), rubric(line));
  }

  private static Optional<Demonstration.Rubric> rubric(Row line) {
    if (!line.has(RUBRIC)) {
      if (line.has(RUBRIC_THINKING)) {
        throw line.invalid(
            "field 'rubric_thinking' is there without 'rubric', which it leads to; add that one");
      }
      return Optional.empty();
    }
    String thinking = line.optionalText(RUBRIC_THINKING).orElse("");
    return Optional.of(new Demonstration.Rubric(thinking, line.filledText(RUBRIC)));
  }

  private static OptionalDouble confidence(Row line) {
    if (!line.has(CONFIDENCE)) {
      return OptionalDouble.empty();
    }
    double number = line.number(CONFIDENCE, line.value(CONFIDENCE), "how sure the judge is");
    if (number < 0 || number > 1) {
      throw line.invalid(
          "field 'confidence' is %s, must be from 0 to 1, correct it",
          Row.shown(line.value(CONFIDENCE)));
    }
    return OptionalDouble.of(number);
  }

  private static Side side(Row line, String field) {
    JsonNode value = line.value(field);
    if (value.isMissingNode()) {
      throw line.invalid("field '" + field + "' is missing, must be 1 or 2, add it");
    }
    return switch (Row.word(value).orElse("")) {
      case "1" -> Side.FIRST;
      case "2" -> Side.SECOND;
      default ->
          throw line.invalid(
              Text.format(
                  "field '%s' is %s, must be 1 or 2 (the response that is meant)",
                  field, Row.shown(value)));
    };
  }
}
