package io.github.rrm4j.data.rows;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One file of rows.
 *
 * @param path the file
 * @param name its path below what was asked for; the file's own name where it was asked for itself
 */
public record DataFile(Path path, String name) {

  private static final Set<String> TEXT = Set.of("jsonl", "ndjson", "json", "csv", "tsv");
  private static final Set<String> BINARY = Set.of("parquet", "arrow", "feather", "ipc");
  private static final Set<String> PACKED = Set.of("gz", "bz2", "zst", "zstd");

  /** Endings of archives that are not read, after the ending of what is. */
  private static final Set<String> ARCHIVES = Set.of("xz", "zip", "7z", "lz4", "rar", "lzma");

  /** Shards of one table, as Hugging Face and Spark number them. */
  private static final Pattern SHARD =
      Pattern.compile("(.*?)(-\\d{5}-of-\\d{5}.*|(?<=^|/)(part-|0(?=\\d{3}))\\d+(-.*)?\\..*)");

  /** What a user may give, for messages. */
  static final String KINDS =
      ".jsonl, .json, .csv, .tsv (or these with .gz, .bz2 or .zst), .parquet, .arrow or .feather";

  /** Whether a folder's file is data. */
  boolean isData() {
    String name = lowerName();
    String ending = ending(name);
    boolean archive = ARCHIVES.contains(ending) && TEXT.contains(ending(without(name)));
    return !name.startsWith(".")
        && !Metadata.is(path)
        && (TEXT.contains(ending(unpackedName())) || BINARY.contains(ending) || archive);
  }

  /** Whether the rows are lines of JSON, where ids are the user's own and must be unique. */
  public boolean isJsonLines() {
    String ending = ending(unpackedName());
    return ending.equals("jsonl") || !TEXT.contains(ending) && !BINARY.contains(ending);
  }

  /**
   * The table that the file is a part of: its name, or of a shard ({@code train-00000-of-00002},
   * {@code part-3}) the name without its number.
   */
  public String table() {
    Matcher shard = SHARD.matcher(name);
    return shard.matches() ? shard.group(1) : name;
  }

  /**
   * Opens the file. What it is, and whether it is packed, is seen from its first bytes; only what
   * kind of text it is from its ending, and where that says nothing it is JSON lines.
   *
   * @param columns the columns that are wanted, for formats in which others need not be read; none
   *     for all
   * @throws InvalidInput if it cannot be read
   */
  public Rows open(Set<String> columns) {
    checkThere();
    try {
      Content content = Content.of(this);
      return open(content, columns);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private Rows open(Content content, Set<String> columns) throws IOException {
    String ending = ending(unpackedName());
    Optional<Signature> signature = content.signature();
    if (signature.equals(Optional.of(Signature.ARROW_STREAM))) {
      return ArrowRows.stream(this, content.bytes(), columns);
    }
    if (signature.equals(Optional.of(Signature.ARROW_FILE))) {
      content.bytes().close();
      return ArrowRows.file(this, columns);
    }
    if (signature.equals(Optional.of(Signature.PARQUET)) || ending.equals("parquet")) {
      content.bytes().close();
      return new ParquetRows(this, columns);
    }
    if (BINARY.contains(ending)) {
      content.bytes().close();
      throw new InvalidInput(
          path + ": does not begin as an Arrow file or stream does, must be one, fetch it again");
    }
    BufferedInputStream text = content.text(this);
    return switch (ending) {
      case "json" -> JsonListRows.open(this, text);
      case "csv" -> new CsvRows(this, text, ',');
      case "tsv" -> new CsvRows(this, text, '\t');
      default -> JsonLineRows.ofData(this, text);
    };
  }

  /**
   * Opens the file as strict JSON lines in UTF-8, whatever its name: for files of the house.
   *
   * @throws InvalidInput if it cannot be read
   */
  public Rows openLines() {
    checkThere();
    try {
      return new JsonLineRows(this, new BufferedInputStream(Files.newInputStream(path), 1 << 16));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void checkThere() {
    if (!Files.exists(path)) {
      throw new InvalidInput(
          path
              + ": does not exist, must be a JSONL, JSON, CSV, Parquet or Arrow file, check the path");
    }
    if (Files.isDirectory(path)) {
      throw new InvalidInput(path + ": is a folder, must be a file, name one in it");
    }
  }

  /**
   * Which of a table's columns are read.
   *
   * @param there the columns of the file
   * @param columns the wanted ones; none for all
   * @throws InvalidInput if none is there
   */
  List<String> wanted(List<String> there, Set<String> columns) {
    List<String> wanted =
        columns.isEmpty() ? there : there.stream().filter(columns::contains).toList();
    if (wanted.isEmpty()) {
      boolean inCase =
          there.stream().anyMatch(name -> columns.contains(name.toLowerCase(Locale.ROOT)));
      throw InvalidInput.of(
          "%s: has the columns %s, must have some of %s%s, map them with data.source.columns",
          path,
          String.join(", ", there),
          columns.stream().sorted().collect(Collectors.joining(", ")),
          inCase ? " in exactly this case" : "");
    }
    return wanted;
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

  /** The name without the ending of a packed file. */
  private String unpackedName() {
    String name = lowerName();
    return PACKED.contains(ending(name)) ? without(name) : name;
  }

  private static String without(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private String lowerName() {
    return path.getFileName().toString().toLowerCase(Locale.ROOT);
  }
}
