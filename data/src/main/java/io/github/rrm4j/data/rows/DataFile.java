package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * One file of rows.
 *
 * @param path the file
 * @param name its path below what was asked for; the file's own name where it was asked for itself
 */
public record DataFile(Path path, String name) {

  /** What a file holds, by its ending; what has none of these is read as JSON lines. */
  enum Format {
    /** One object a line. */
    JSON_LINES,
    /** One list of objects, or lines after all: some tools call JSON lines {@code .json}. */
    JSON,
    /** Comma-separated values with a header. */
    CSV,
    /** The same, separated by tabs. */
    TSV,
    /** Apache Parquet. */
    PARQUET
  }

  /** Whether a folder's file is data. */
  boolean isData() {
    String ending = ending();
    return !path.getFileName().toString().startsWith(".")
        && Set.of("jsonl", "ndjson", "json", "csv", "tsv", "parquet").contains(ending);
  }

  /** Whether the rows are lines of JSON, where ids are the user's own and must be unique. */
  public boolean isJsonLines() {
    return format() == Format.JSON_LINES;
  }

  /**
   * Opens the file.
   *
   * @param columns the columns that are wanted, for formats in which others need not be read
   * @throws InvalidInput if it cannot be read
   */
  public Rows open(Set<String> columns) {
    if (!Files.exists(path)) {
      throw new InvalidInput(
          path + ": does not exist, must be a JSONL, JSON, CSV or Parquet file, check the path");
    }
    try {
      return switch (format()) {
        case JSON_LINES -> new JsonLineRows(this, text());
        case JSON -> JsonListRows.open(this, text());
        case CSV -> new CsvRows(this, text(), ',');
        case TSV -> new CsvRows(this, text(), '\t');
        case PARQUET -> new ParquetRows(this, columns);
      };
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Opens the file as JSON lines, whatever its name.
   *
   * @throws InvalidInput if it cannot be read
   */
  public Rows openLines() {
    try {
      return new JsonLineRows(this, text());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The row of one line of JSON.
   *
   * @throws InvalidInput if it is not UTF-8 or not an object
   */
  public Row line(int number, byte[] line) {
    return JsonLineRows.row(this, number, line);
  }

  InvalidInput unreadable(IOException e) {
    return new InvalidInput(path + ": cannot be read (" + OneLine.of(e) + "), check the file", e);
  }

  private Format format() {
    return switch (ending()) {
      case "json" -> Format.JSON;
      case "csv" -> Format.CSV;
      case "tsv" -> Format.TSV;
      case "parquet" -> Format.PARQUET;
      default -> Format.JSON_LINES;
    };
  }

  private boolean zipped() {
    return lowerName().endsWith(".gz");
  }

  private String ending() {
    String whole = lowerName();
    String plain = zipped() ? whole.substring(0, whole.length() - 3) : whole;
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private String lowerName() {
    return path.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private InputStream text() throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    return zipped() ? new BufferedInputStream(new GZIPInputStream(bytes), 1 << 16) : bytes;
  }
}
