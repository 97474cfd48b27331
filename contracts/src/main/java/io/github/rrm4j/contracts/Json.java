package io.github.rrm4j.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * JSON as all files of the house have it.
 *
 * <p>Reading is strict: UTF-8; a key that stands twice in an object, and anything after the value,
 * is refused; so are {@code NaN} and infinities, which are not JSON. Writing puts keys in the order
 * in which they were set, and a number that is not finite as a string.
 *
 * <p>Source: RFC 8259.
 */
public final class Json {

  /** Bytes of the largest file that {@link #read(Path)} reads. */
  private static final long MOST_BYTES = 64 << 20;

  /**
   * What reads and writes token by token, as strictly; the end of a value is the caller's to check.
   * It keeps no table of names, which a hostile file could fill.
   */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private static final JsonMapper MAPPER = new JsonMapper(FACTORY);
  private static final ObjectReader WHOLE =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private Json() {}

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** An empty list. */
  public static ArrayNode list() {
    return MAPPER.createArrayNode();
  }

  /**
   * The value of a text; a missing node where it is blank.
   *
   * @throws JsonProcessingException if it is not JSON; {@link #reason} says why
   */
  public static JsonNode parse(String text) throws JsonProcessingException {
    return WHOLE.readTree(text);
  }

  /**
   * The value that a parser has begun to read; what stands behind it is not looked at.
   *
   * @throws IOException if it is not JSON
   */
  public static JsonNode value(JsonParser parser) throws IOException {
    return MAPPER.readTree(parser);
  }

  /** Why a text is not JSON, in one line, and at which column where that is known. */
  public static String reason(JsonProcessingException e) {
    String reason = JsonReason.of(e.getOriginalMessage());
    JsonLocation at = e.getLocation();
    return OneLine.of(reason) + (at == null ? "" : " at column " + at.getColumnNr());
  }

  /**
   * Why a value is not what was wanted of it, in one line: of an error of reading it as {@link
   * #read(Path)} does, or of taking what it lacks ({@link JsonNode#required}).
   */
  public static String reasonOf(Exception e) {
    if (e instanceof JsonProcessingException json) {
      return reason(json);
    }
    return e instanceof IOException io
        ? OneLine.of(io)
        : OneLine.of(JsonReason.of(String.valueOf(e.getMessage())));
  }

  /**
   * The object that a file holds.
   *
   * @throws IOException if there is none; the message is one line without the place
   */
  public static ObjectNode read(Path file) throws IOException {
    return read(file, MOST_BYTES);
  }

  private static ObjectNode read(Path file, long mostBytes) throws IOException {
    try {
      if (parse(text(file, mostBytes)) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String line = at == null || at.getLineNr() < 2 ? "" : " in line " + at.getLineNr();
      throw new IOException("is not valid JSON: " + reason(e) + line, e);
    }
    throw new IOException("is not a JSON object");
  }

  /**
   * The object that a file of the user's holds.
   *
   * @param remedy what to do about a file that holds none, the end of the message
   * @throws InvalidInput if there is none
   */
  public static ObjectNode read(Path file, String remedy) {
    return read(file, MOST_BYTES, remedy);
  }

  /**
   * {@link #read(Path, String)} of a file with another limit.
   *
   * @param mostBytes bytes that the file may have
   */
  public static ObjectNode read(Path file, long mostBytes, String remedy) {
    try {
      return read(file, mostBytes);
    } catch (IOException e) {
      if (e instanceof FileSystemException) {
        throw DiskError.unreadable(file, e);
      }
      throw new InvalidInput(file + ": " + e.getMessage() + "; " + remedy, e);
    }
  }

  /**
   * The text of a small file.
   *
   * @throws IOException if there is none in UTF-8; the message is one line without the place
   */
  public static String text(Path file, long mostBytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(Files.exists(file) ? "cannot be read: is no file" : "is missing");
    }
    if (Files.size(file) > mostBytes) {
      throw new IOException("has " + Files.size(file) + " bytes, allowed are " + mostBytes);
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8", e);
    } catch (IOException e) {
      throw new IOException("cannot be read: " + OneLine.of(e), e);
    }
  }

  /** The indented text of a value with an end of line, the same on every machine. */
  public static String pretty(JsonNode value) {
    try {
      return MAPPER.writer(PRETTY).writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  /** The bytes of a value on one line, with its end. */
  public static byte[] line(JsonNode value) {
    return (value + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
