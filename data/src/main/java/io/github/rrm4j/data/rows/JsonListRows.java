package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.io.InputStream;
import java.util.NoSuchElementException;

/**
 * The objects of one JSON list, read one by one, or a single object that is written over several
 * lines; strict as {@link JsonLineRows}.
 */
final class JsonListRows implements Rows {

  private final DataFile file;
  private final Utf8Text text;
  private final JsonParser parser;
  private final boolean single;
  private int number;

  private JsonListRows(DataFile file, Utf8Text text, boolean single) throws IOException {
    this.file = file;
    this.single = single;
    this.text = text;
    this.parser = DataJson.parser(text);
  }

  /**
   * The rows of a file that ends in {@code .json}: a list, one object whose first line holds its
   * brace alone, or lines.
   *
   * @param in is closed with the rows
   */
  static Rows open(DataFile file, InputStream in) throws IOException {
    in.mark(1 << 12);
    int first = in.read();
    while (first == ' ' || first == '\t' || first == '\r' || first == '\n' || first >= 0x80) {
      first = in.read(); // white space, or a byte order mark
    }
    boolean single = first == '{' && endsLine(in);
    in.reset();
    if (first != '[' && !single) {
      return JsonLineRows.ofData(file, in);
    }
    JsonListRows rows = new JsonListRows(file, new Utf8Text(file, in), single);
    rows.advance();
    if (!single) {
      rows.advance();
    }
    return rows;
  }

  private static boolean endsLine(InputStream in) throws IOException {
    int next = in.read();
    while (next == ' ' || next == '\t' || next == '\r') {
      next = in.read();
    }
    return next == '\n';
  }

  @Override
  public boolean hasNext() {
    return parser.currentToken() != null && parser.currentToken() != JsonToken.END_ARRAY;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file.path() + " has no more items");
    }
    number++;
    text.startRecord();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw InvalidInput.of(
          "%s: item %d: is JSON but not an object, must be an object, correct it",
          file.path(), number);
    }
    JsonNode object;
    try {
      object = parser.readValueAsTree();
    } catch (IOException e) {
      throw malformed(e);
    }
    Row row = new Row(file.path().toString(), file.name(), "item", number, object);
    if (!single) {
      advance();
    }
    if (single || parser.currentToken() == JsonToken.END_ARRAY) {
      refuseMore();
    }
    return row;
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private String what() {
    return single ? "object" : "list";
  }

  private void refuseMore() {
    try (JsonParser end = parser) {
      if (end.nextToken() != null) {
        throw InvalidInput.of(
            "%s: goes on after its %s, must be one JSON %s, remove the rest",
            file.path(), what(), what());
      }
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private void advance() {
    try {
      if (parser.nextToken() == null) {
        throw new InvalidInput(
            Text.format(
                "%s: ends inside its %s, must be one JSON %s, complete the file",
                file.path(), what(), what()));
      }
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private InvalidInput malformed(IOException e) {
    if (e instanceof JsonProcessingException json) {
      return new InvalidInput(
          Text.format(
              "%s:%d: is not JSON (%s), must be a list of objects, correct it",
              file.path(), parser.currentLocation().getLineNr(), Json.reason(json)),
          e);
    }
    return file.unreadable(e);
  }
}
