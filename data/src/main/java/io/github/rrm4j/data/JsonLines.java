package io.github.rrm4j.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file of JSON objects, one a line, UTF-8.
 *
 * <p>Source: jsonlines.org. Differs: a byte order mark and blank lines at the end are let pass; a
 * blank line between objects and a name that stands twice in an object are refused.
 */
final class JsonLines {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ObjectReader OBJECTS =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonLines() {}

  /** An empty object; its fields are written in the order in which they are put. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads one item from each line.
   *
   * @param item makes an item of a line
   * @return at least one item, in file order
   * @throws InvalidInput if the file cannot be read, is empty, a line is malformed, or an id stands
   *     twice
   */
  static <T> List<T> read(Path file, Function<JsonLine, T> item) {
    if (!Files.exists(file)) {
      throw new InvalidInput(file + ": does not exist, must be a JSONL file, check the path");
    }
    if (Files.isDirectory(file)) {
      throw new InvalidInput(file + ": is a folder, must be a JSONL file, name a file in it");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      List<T> items = readAll(in, file, item);
      if (items.isEmpty()) {
        throw new InvalidInput(file + ": is empty, must have at least one line");
      }
      return items;
    } catch (IOException e) {
      throw new InvalidInput(file + ": cannot be read (" + e + "), check the file", e);
    }
  }

  /**
   * Writes one object a line, the whole file or nothing.
   *
   * @throws InvalidInput if it cannot be written
   */
  static <T> void write(Path file, List<T> items, Function<T, ObjectNode> object) {
    AtomicFile.write(
        file,
        out -> {
          for (T item : items) {
            out.write(MAPPER.writeValueAsBytes(object.apply(item)));
            out.write('\n');
          }
        });
  }

  private static <T> List<T> readAll(InputStream in, Path file, Function<JsonLine, T> item)
      throws IOException {
    List<T> items = new ArrayList<>();
    Map<String, Integer> lineOfId = new HashMap<>();
    int blank = 0;
    int number = 1;
    for (Optional<byte[]> bytes = next(in); bytes.isPresent(); bytes = next(in), number++) {
      String place = file + ":" + number;
      String text = decode(bytes.get(), place);
      text = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
      if (text.isBlank()) {
        blank = blank == 0 ? number : blank;
        continue;
      }
      if (blank > 0) {
        throw new InvalidInput(
            file + ":" + blank + ": is blank, must be a JSON object, remove the line");
      }
      JsonLine line = new JsonLine(file, number, parse(text, place));
      items.add(item.apply(line));
      Integer before = lineOfId.putIfAbsent(line.id(), number);
      if (before != null) {
        throw line.invalid(
            "id '%s' stands in line %d too, must be unique, rename or remove one"
                .formatted(line.id(), before));
      }
    }
    return items;
  }

  /** The next line without its end; empty at the end of the file. */
  private static Optional<byte[]> next(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int b = first; b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return Optional.of(line.toByteArray());
  }

  private static String decode(byte[] bytes, String place) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInput(place + ": is not UTF-8, must be UTF-8, save the file as such", e);
    }
  }

  private static JsonNode parse(String text, String place) {
    JsonNode node;
    try {
      node = OBJECTS.readTree(text);
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("malformed");
      throw new InvalidInput(
          "%s: is not JSON (%s at column %d), must be one JSON object, correct or remove the line"
              .formatted(place, reason, e.getLocation().getColumnNr()),
          e);
    }
    if (!node.isObject()) {
      throw new InvalidInput(
          place + ": is JSON but not an object, must be one JSON object, correct the line");
    }
    return node;
  }
}
