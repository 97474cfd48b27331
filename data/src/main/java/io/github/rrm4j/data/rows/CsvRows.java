package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Records of a text table whose first record names the columns; every value is a text, an empty one
 * too.
 *
 * <p>Source: RFC 4180, as Commons CSV reads it. Differs: an empty line is passed over, a byte order
 * mark and white space after a closing quote are dropped. A quote inside a value without quotes is
 * part of the value. Where the header has no comma (in {@code .tsv} no tab) but semicolons, tabs or
 * bars, these separate, as spreadsheets of many countries write it. Other text after a closing
 * quote and a record of another length than the header are refused.
 */
final class CsvRows implements Rows {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private static final String SEPARATORS = ",;\t|";

  /** Bytes of the header within which its separators are looked for. */
  private static final int LONGEST_HEADER = 1 << 15;

  /** The line in a message of Commons CSV, in the digits of any locale. */
  private static final Pattern LINE = Pattern.compile("line:? (\\p{Nd}[\\p{Nd}\\p{Po}]*)");

  private final DataFile file;
  private final Utf8Text text;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> header;
  private int number;
  private List<String> next;

  /**
   * Reads the header.
   *
   * @param in can be marked; is closed with the rows
   * @param usual the separator, unless the header has none of it but others
   */
  CsvRows(DataFile file, InputStream in, char usual) throws IOException {
    this.file = file;
    this.text = new Utf8Text(file, in);
    this.parser =
        CSVParser.builder()
            .setReader(text)
            .setFormat(FORMAT.builder().setDelimiter(separator(in, usual)).get())
            .get();
    this.records = parser.iterator();
    this.header = record();
    if (new HashSet<>(header).size() < header.size()) {
      throw invalid(
          parser.getCurrentLineNumber() + 1,
          "the header names a column twice, must name each once, rename one");
    }
    this.next = record();
  }

  /** What separates the columns of the header: the usual one, else the most frequent other one. */
  private static char separator(InputStream in, char usual) throws IOException {
    in.mark(LONGEST_HEADER);
    byte[] head = in.readNBytes(LONGEST_HEADER);
    in.reset();
    int[] counts = new int[SEPARATORS.length()];
    boolean quoted = false;
    for (byte octet : head) {
      quoted ^= octet == '"';
      if (!quoted && (octet == '\n' || octet == '\r')) {
        break;
      }
      int at = quoted ? -1 : SEPARATORS.indexOf(octet);
      if (at >= 0) {
        counts[at]++;
      }
    }
    int best = SEPARATORS.indexOf(usual);
    for (int i = 0; i < counts.length && counts[SEPARATORS.indexOf(usual)] == 0; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return SEPARATORS.charAt(best);
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
      throw InvalidInput.of(
          "%s: row %d: has %d values, must have %d (%s), correct or remove it",
          file.path(), number, next.size(), header.size(), String.join(", ", header));
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < header.size(); i++) {
      object.put(header.get(i), next.get(i));
    }
    next = record();
    return new Row(file.path().toString(), file.name(), "row", number, object);
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /** The values of the next record; none at the end of the file. */
  private List<String> record() {
    text.startRecord();
    try {
      return records.hasNext() ? records.next().toList() : List.of();
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw cause instanceof CSVException ? malformed(cause.getMessage()) : file.unreadable(cause);
    }
  }

  private InvalidInput malformed(String reason) {
    Matcher matcher = LINE.matcher(reason);
    long line =
        matcher.find()
            ? Long.parseLong(matcher.group(1).replaceAll("\\P{Nd}", ""))
            : parser.getCurrentLineNumber();
    return reason.contains("EOF")
        ? invalid(line, "a quote is never closed, must be closed by another, close it")
        : invalid(line, "text follows a closing quote, must be a separator, double the quote");
  }

  private InvalidInput invalid(long line, String problem) {
    return new InvalidInput(file.path() + ":" + line + ": " + problem);
  }
}
