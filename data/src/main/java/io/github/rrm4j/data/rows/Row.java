package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One row of a data file as a JSON object, whose fields are checked as they are taken.
 *
 * <p>A field is a name, or names joined by dots that lead into nested objects ({@code
 * answer.text}); a field whose own name has a dot comes first.
 *
 * @param file the file as the user named it
 * @param name the file's name in ids: its path below the folder that was asked for
 * @param unit what is counted, for messages: empty for lines of text, else {@code row}, {@code
 *     item}
 * @param number of the row, from 1
 * @param object the fields
 */
public record Row(String file, String name, String unit, int number, JsonNode object) {

  /** Where the row stands, as messages begin: {@code FILE:LINE} or {@code FILE: row N}. */
  public String place() {
    return unit.isEmpty() ? file + ":" + number : file + ": " + unit + " " + number;
  }

  /** The name of a row that has no id of its own. */
  public String placeId() {
    return name + ":" + number;
  }

  /** A field that is there and not null. */
  public boolean has(String field) {
    return !value(field).isMissingNode();
  }

  /** A field's value; a missing node where there is none or it is null. */
  public JsonNode value(String field) {
    if (object.hasNonNull(field)) {
      return object.get(field);
    }
    JsonNode at = object;
    for (String step : field.split("\\.", -1)) {
      at = at.path(step);
    }
    return at.isNull() ? MissingNode.getInstance() : at;
  }

  /**
   * The text of a field.
   *
   * @throws InvalidInput if it is missing, not a string, or not Unicode
   */
  public String text(String field) {
    return text(field, value(field));
  }

  /**
   * The text of a value that stands in this row.
   *
   * @param field how messages call it
   * @throws InvalidInput if it is missing, not a string, or not Unicode
   */
  public String text(String field, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      throw invalid("field '" + field + "' is missing, must be a string, add it");
    }
    if (!value.isTextual()) {
      throw invalid("field '" + field + "' is " + kind(value) + ", must be a string");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue())) {
      throw invalid("field '" + field + "' holds half of a surrogate pair, must be Unicode text");
    }
    return value.textValue();
  }

  /** As {@link #text}, but a text of white space only is refused too. */
  public String filledText(String field) {
    String text = text(field);
    if (text.isBlank()) {
      throw invalid("field '" + field + "' is empty, must be a text, fill it or remove the line");
    }
    return text;
  }

  /** As {@link #text} when the field is there; a whole number is taken for its digits. */
  public Optional<String> optionalText(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    JsonNode value = value(field);
    return Optional.of(value.isIntegralNumber() ? value.asText() : text(field));
  }

  /** The error of this row. */
  public InvalidInput invalid(String problem) {
    return new InvalidInput(place() + ": " + problem);
  }

  /** The error of this row, whose problem is formatted by {@link Text#format}. */
  @FormatMethod
  public InvalidInput invalid(@FormatString String format, Object... values) {
    return invalid(Text.format(format, values));
  }

  /** What a value is, in words. */
  public static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      case STRING -> "a string";
      default -> "missing";
    };
  }
}
