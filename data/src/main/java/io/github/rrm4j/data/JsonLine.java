package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One object of a JSONL file, whose fields are checked as they are taken.
 *
 * @param file the file
 * @param number of the line, from 1
 * @param object a JSON object
 */
public record JsonLine(Path file, int number, JsonNode object) {

  /** The field {@code id}, or {@code NAME-OF-FILE:LINE} where there is none. */
  public String id() {
    return optionalText("id").orElse(file.getFileName() + ":" + number);
  }

  /** A field that is there and not null. */
  public boolean has(String field) {
    return object.hasNonNull(field);
  }

  /**
   * The text of a field.
   *
   * @throws InvalidInput if it is missing, not a string, or not Unicode
   */
  public String text(String field) {
    if (!has(field)) {
      throw invalid("field '" + field + "' is missing, must be a string, add it");
    }
    JsonNode value = object.get(field);
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
    JsonNode value = object.get(field);
    return Optional.of(value.isIntegralNumber() ? value.asText() : text(field));
  }

  /**
   * The side that a field names with 1 or 2, as a number or a string.
   *
   * @return empty if the field is missing or null
   * @throws InvalidInput if it is anything else
   */
  public Optional<Side> side(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    JsonNode value = object.get(field);
    boolean scalar = value.isIntegralNumber() || value.isTextual();
    String number = scalar ? value.asText() : "";
    return switch (number) {
      case "1" -> Optional.of(Side.FIRST);
      case "2" -> Optional.of(Side.SECOND);
      default ->
          throw invalid(
              "field '"
                  + field
                  + "' is "
                  + value
                  + ", must be 1 or 2 (the response that is meant)");
    };
  }

  /** The error of this line. */
  public InvalidInput invalid(String problem) {
    return new InvalidInput(file + ":" + number + ": " + problem);
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      default -> "a " + value.getNodeType();
    };
  }
}
