package io.github.rrm4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a model folder that holds one JSON object. */
final class JsonFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long MOST_BYTES = 16 << 20;
  private static final int LONGEST_SHOWN = 120;

  private JsonFile() {}

  /** The object; an empty one where there is no such file. */
  static ObjectNode readIfThere(Path file) {
    return Files.exists(file) ? read(file) : MAPPER.createObjectNode();
  }

  /**
   * @throws InvalidInput if the file cannot be read or holds anything else
   */
  static ObjectNode read(Path file) {
    return read(file, MOST_BYTES);
  }

  /** {@link #read(Path)} of a file that may be larger. */
  static ObjectNode read(Path file, long mostBytes) {
    String text = text(file, mostBytes);
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new InvalidInput(
          file
              + ": cannot be read as JSON: "
              + shown(e.getOriginalMessage())
              + "; download it again",
          e);
    }
    throw new InvalidInput(file + ": is not a JSON object; download it again");
  }

  /**
   * @throws InvalidInput if the file cannot be read or is not UTF-8
   */
  static String text(Path file) {
    return text(file, MOST_BYTES);
  }

  private static String text(Path file, long mostBytes) {
    try {
      if (Files.size(file) > mostBytes) {
        throw new InvalidInput(
            file + ": has " + Files.size(file) + " bytes, allowed are " + mostBytes);
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InvalidInput(file + ": is not UTF-8; download it again", e);
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read: " + shown(e.toString()), e);
    }
  }

  /** A value of unknown origin in a message: one line, not too long. */
  static String shown(JsonNode value) {
    return value.isMissingNode() ? "missing" : shown(value.toString());
  }

  /** {@link #shown(JsonNode)} of text. */
  static String shown(String text) {
    String line =
        text.substring(0, Math.min(text.length(), 2 * LONGEST_SHOWN))
            .replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
  }
}
