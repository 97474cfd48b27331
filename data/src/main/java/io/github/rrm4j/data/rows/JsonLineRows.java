package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * JSON objects, one a line, UTF-8.
 *
 * <p>Source: jsonlines.org. Differs: a byte order mark and blank lines at the end are let pass; a
 * blank line between objects and a name that stands twice in an object are refused. In data of
 * others a number may be {@code NaN} or infinite, as Python writes it; who reads it refuses it.
 */
final class JsonLineRows implements Rows {

  /** Bytes of the longest line; what is longer is no line of text. */
  static final int LONGEST_LINE = 1 << 26;

  /** What makes JSON of a text. */
  private interface Parsing {
    JsonNode of(String text) throws JsonProcessingException;
  }

  private final DataFile file;
  private final InputStream in;
  private final Parsing parsing;
  private int number;
  private Optional<Row> next = Optional.empty();

  /** The lines of a stream, which is closed with this. */
  JsonLineRows(DataFile file, InputStream in) {
    this(file, in, Json::parse);
  }

  private JsonLineRows(DataFile file, InputStream in, Parsing parsing) {
    this.file = file;
    this.in = in;
    this.parsing = parsing;
  }

  /** The lines of a stream that others wrote, in which a number may be {@code NaN}. */
  static JsonLineRows ofData(DataFile file, InputStream in) {
    return new JsonLineRows(file, in, DataJson::parse);
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = read();
      } catch (IOException e) {
        throw file.unreadable(e);
      }
    }
    return next.isPresent();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file.path() + " has no more lines");
    }
    Row row = next.orElseThrow();
    next = Optional.empty();
    return row;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /** The row of a line that is not blank. */
  static Row row(DataFile file, int number, byte[] line) {
    String place = file.path() + ":" + number;
    return row(file, number, decode(line, place), Json::parse);
  }

  private static Row row(DataFile file, int number, String text, Parsing parsing) {
    String path = file.path().toString();
    return new Row(path, file.name(), "", number, parse(text, path + ":" + number, parsing));
  }

  private Optional<Row> read() throws IOException {
    int blank = 0;
    for (Optional<byte[]> bytes = line(); bytes.isPresent(); bytes = line()) {
      String place = file.path() + ":" + number;
      String text = decode(bytes.get(), place);
      text = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
      if (!text.isBlank()) {
        if (blank > 0) {
          throw new InvalidInput(
              file.path() + ":" + blank + ": is blank, must be a JSON object, remove the line");
        }
        return Optional.of(row(file, number, text, parsing));
      }
      blank = blank == 0 ? number : blank;
    }
    return Optional.empty();
  }

  /** The next line without its end, counted; empty at the end of the file. */
  private Optional<byte[]> line() throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int b = first; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() == LONGEST_LINE) {
        throw InvalidInput.of(
            "%s:%d: has more than %d bytes, must be one JSON object, split the file into lines",
            file.path(), number, LONGEST_LINE);
      }
      line.write(b);
    }
    return Optional.of(line.toByteArray());
  }

  /** Bytes that must be UTF-8. */
  static String decode(byte[] bytes, String place) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(left).toString();
    } catch (CharacterCodingException e) {
      throw Content.notUtf8(place, left.get());
    }
  }

  private static JsonNode parse(String text, String place, Parsing parsing) {
    JsonNode node;
    try {
      node = parsing.of(text);
    } catch (JsonProcessingException e) {
      throw new InvalidInput(
          Text.format(
              "%s: is not JSON (%s), must be one JSON object, correct or remove the line",
              place, Json.reason(e)),
          e);
    }
    if (!node.isObject()) {
      throw new InvalidInput(
          place + ": is JSON but not an object, must be one JSON object, correct the line");
    }
    return node;
  }
}
