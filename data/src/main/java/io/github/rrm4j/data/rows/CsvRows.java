package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Records of a text table whose first record names the columns; every value is a text, an empty one
 * too.
 *
 * <p>Source: RFC 4180. Differs: a line may end in {@code \n} alone, an empty line is passed over, a
 * byte order mark is let pass. A quote inside a value without quotes is part of the value; text
 * after a closing quote and a record of another length than the header are refused.
 */
final class CsvRows implements Rows {

  private static final int END = -1;
  private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

  private final DataFile file;
  private final PushbackInputStream in;
  private final int separator;
  private final List<String> header;
  private int line = 1;
  private int number;
  private List<String> next;

  /**
   * Reads the header.
   *
   * @param in is closed with the rows
   */
  CsvRows(DataFile file, InputStream in, char separator) throws IOException {
    this.file = file;
    this.separator = separator;
    this.in = new PushbackInputStream(in, BYTE_ORDER_MARK.length);
    byte[] start = this.in.readNBytes(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
      this.in.unread(start);
    }
    this.header = record();
    if (new HashSet<>(header).size() < header.size()) {
      throw invalid("the header names a column twice, must name each once, rename one");
    }
    this.next = record();
  }

  @Override
  public boolean hasNext() {
    return !next.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException(file.path() + " has no more rows");
    }
    number++;
    if (next.size() != header.size()) {
      throw new InvalidInput(
          "%s: row %d: has %d values, must have %d (%s), correct or remove it"
              .formatted(
                  file.path(), number, next.size(), header.size(), String.join(", ", header)));
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < header.size(); i++) {
      object.put(header.get(i), next.get(i));
    }
    try {
      next = record();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    return new Row(file.path().toString(), file.name(), "row", number, object);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /** The values of the next record; none at the end of the file. */
  private List<String> record() throws IOException {
    int c = in.read();
    while (c == '\n' || c == '\r') {
      line += c == '\n' ? 1 : 0;
      c = in.read();
    }
    List<String> values = new ArrayList<>();
    while (c != END) {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      int startsAt = line;
      c = c == '"' ? quoted(value) : bare(c, value);
      values.add(JsonLineRows.decode(value.toByteArray(), file.path() + ":" + startsAt));
      if (c != separator) {
        break;
      }
      c = in.read();
      if (c == END) {
        values.add("");
      }
    }
    return values;
  }

  /** Reads a value without quotes from its first character; gives the character that ended it. */
  private int bare(int first, ByteArrayOutputStream value) throws IOException {
    int c = first;
    while (c != END && c != separator && c != '\n' && c != '\r') {
      append(value, c);
      c = in.read();
    }
    return lineEnd(c);
  }

  /** Reads on after an opening quote; gives the character that ended the value. */
  private int quoted(ByteArrayOutputStream value) throws IOException {
    int opened = line;
    while (true) {
      int c = in.read();
      if (c == END) {
        throw new InvalidInput(
            "%s:%d: a quote is never closed, must be closed by another, close it"
                .formatted(file.path(), opened));
      }
      if (c == '"') {
        c = in.read();
        if (c == END || c == separator || c == '\n' || c == '\r') {
          return lineEnd(c);
        }
        if (c != '"') {
          throw invalid("text follows a closing quote, must be a separator, double the quote");
        }
      }
      line += c == '\n' ? 1 : 0;
      append(value, c);
    }
  }

  private void append(ByteArrayOutputStream value, int c) {
    if (value.size() == JsonLineRows.LONGEST_LINE) {
      throw invalid(
          "a value has more than " + value.size() + " bytes, must have fewer, close its quote");
    }
    value.write(c);
  }

  /** Takes the rest of a line's end. */
  private int lineEnd(int c) throws IOException {
    if (c == '\r') {
      int after = in.read();
      if (after != '\n' && after != END) {
        in.unread(after);
      }
      line += after == '\n' ? 1 : 0;
    } else if (c == '\n') {
      line++;
    }
    return c;
  }

  private InvalidInput invalid(String problem) {
    return new InvalidInput(file.path() + ":" + line + ": " + problem);
  }
}
