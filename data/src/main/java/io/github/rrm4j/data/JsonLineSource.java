package io.github.rrm4j.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The lines of a file of JSON objects, UTF-8, one after the other, without keeping them.
 *
 * <p>Source: jsonlines.org. Differs: a byte order mark and blank lines at the end are let pass; a
 * blank line between objects and a name that stands twice in an object are refused.
 */
public final class JsonLineSource implements Iterator<JsonLine>, AutoCloseable {

  private static final ObjectReader OBJECTS =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;
  private final InputStream in;
  private int number;
  private Optional<JsonLine> ahead = Optional.empty();

  private JsonLineSource(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * @throws InvalidInput if the file cannot be read or has no byte
   */
  public static JsonLineSource open(Path file) {
    if (!Files.exists(file)) {
      throw new InvalidInput(file + ": does not exist, must be a JSONL file, check the path");
    }
    if (Files.isDirectory(file)) {
      throw new InvalidInput(file + ": is a folder, must be a JSONL file, name a file in it");
    }
    try {
      if (Files.size(file) == 0) {
        throw new InvalidInput(file + ": is empty, must have at least one line");
      }
      return new JsonLineSource(file, new BufferedInputStream(Files.newInputStream(file)));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Whether there is another line.
   *
   * @throws InvalidInput if it is malformed
   */
  @Override
  public boolean hasNext() {
    if (ahead.isEmpty()) {
      ahead = read();
    }
    return ahead.isPresent();
  }

  @Override
  public JsonLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file + " has no line after " + number);
    }
    JsonLine line = ahead.orElseThrow();
    ahead = Optional.empty();
    return line;
  }

  private Optional<JsonLine> read() {
    int blank = 0;
    try {
      for (Optional<byte[]> bytes = next(in); bytes.isPresent(); bytes = next(in)) {
        String place = file + ":" + ++number;
        String text = decode(bytes.get(), place);
        text = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (text.isBlank()) {
          blank = blank == 0 ? number : blank;
        } else if (blank > 0) {
          throw new InvalidInput(
              file + ":" + blank + ": is blank, must be a JSON object, remove the line");
        } else {
          return Optional.of(new JsonLine(file, number, parse(text, place)));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InvalidInput unreadable(Path file, IOException e) {
    return new InvalidInput(file + ": cannot be read (" + e + "), check the file", e);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
