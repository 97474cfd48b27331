package io.github.rrm4j.statistics.table;

import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Columns and typed cells; writes itself as Markdown for a file, as text for a terminal and as CSV
 * for a program.
 *
 * @param id names its files; unique among the tables of a report
 * @param title empty where the surrounding text has one
 * @param rows each with a cell for every column
 */
public record Table(String id, String title, List<Column> columns, List<Row> rows) {

  private static final int GAP = 2;
  private static final Pattern FORMULA = Pattern.compile("[=+\\-@\t\r]");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]Infinity");

  /**
   * A row.
   *
   * @param kind a page shows rows of one kind alike; may be empty
   */
  public record Row(String kind, List<Cell> cells) {

    /** A row of no particular kind. */
    public static Row of(List<? extends Cell> cells) {
      return new Row("", List.copyOf(cells));
    }
  }

  /**
   * @throws IllegalArgumentException if a row has more or fewer cells than there are columns
   */
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException(
            Text.format(
                "%s: a row of %d cells under %d columns", id, row.cells().size(), columns.size()));
      }
    }
    columns = labelled(columns, rows);
  }

  /** Columns of estimates whose titles say how the intervals below were made. */
  private static List<Column> labelled(List<Column> columns, List<Row> rows) {
    List<Column> labelled = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Set<String> methods = new LinkedHashSet<>();
      for (Row row : rows) {
        if (row.cells().get(i) instanceof Cell.Measured measured) {
          methods.add(measured.estimate().method());
        }
      }
      labelled.add(columns.get(i).by(methods));
    }
    return List.copyOf(labelled);
  }

  /** A table that is written into a text and has no files of its own. */
  public static Table of(String title, List<Column> columns, List<List<Cell>> rows) {
    return new Table("", title, columns, rows.stream().map(Row::of).toList());
  }

  /**
   * A row for each name, and for each source its estimate and the number of items behind it.
   *
   * @param first title of the column of names
   * @param sources the estimates of each source by name
   * @param unit of the estimates of a name
   */
  public static Table sideBySide(
      String id,
      String title,
      String first,
      Map<String, Map<String, Estimate>> sources,
      Function<String, Unit> unit) {
    Set<String> names = new LinkedHashSet<>();
    List<Column> columns = new ArrayList<>(List.of(Column.text(first)));
    sources.forEach(
        (source, estimates) -> {
          names.addAll(estimates.keySet());
          columns.add(Column.measured(source + Column.INTERVAL, source));
          columns.add(Column.number("n", source + " n"));
        });
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.text(name.replace('_', ' '))));
      for (Map<String, Estimate> estimates : sources.values()) {
        Estimate estimate = estimates.get(name);
        cells.add(estimate == null ? Cell.MISSING : Cell.of(estimate, unit.apply(name)));
        cells.add(estimate == null || estimate.n() == 0 ? Cell.MISSING : Cell.count(estimate.n()));
      }
      rows.add(Row.of(cells));
    }
    return new Table(id, title, columns, rows);
  }

  /** The same table under another id. */
  public Table named(String other) {
    return new Table(other, title, columns, rows);
  }

  /** As Markdown, numbers rounded; empty without columns. */
  public String markdown() {
    if (columns.isEmpty()) {
      return "";
    }
    Stream<String> head =
        Stream.of(
            markdownLine(columns.stream().map(Column::title)),
            markdownLine(columns.stream().map(column -> column.number() ? "---:" : "---")));
    Stream<String> body =
        rows.stream().map(row -> markdownLine(row.cells().stream().map(Cell::shown)));
    return Stream.concat(head, body).collect(Collectors.joining());
  }

  /**
   * As a text with aligned columns, numbers rounded; empty without columns. What is wider than a
   * line goes on in further blocks that begin with the first column again.
   *
   * @param width characters of a line
   */
  public String text(int width) {
    if (columns.isEmpty()) {
      return "";
    }
    List<List<String>> cells = new ArrayList<>(); // (columns, title and rows)
    for (int c = 0; c < columns.size(); c++) {
      List<String> column = new ArrayList<>(List.of(shown(columns.get(c).title())));
      for (Row row : rows) {
        column.add(shown(row.cells().get(c).shown()));
      }
      cells.add(column);
    }
    List<String> blocks = new ArrayList<>();
    List<Integer> block = new ArrayList<>(List.of(0));
    int used = longest(cells.get(0));
    for (int c = 1; c < cells.size(); c++) {
      used += GAP + longest(cells.get(c));
      if (used > width && block.size() > 1) {
        blocks.add(block(cells, block));
        block = new ArrayList<>(List.of(0));
        used = longest(cells.get(0)) + GAP + longest(cells.get(c));
      }
      block.add(c);
    }
    blocks.add(block(cells, block));
    return String.join("\n", blocks);
  }

  private String block(List<List<String>> cells, List<Integer> block) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line <= rows.size(); line++) {
      StringJoiner all = new StringJoiner(" ".repeat(GAP));
      for (int c : block) {
        List<String> column = cells.get(c);
        all.add(padded(column.get(line), longest(column), columns.get(c).number()));
      }
      text.append(all.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String shown(String cell) {
    return cell.replaceAll("\\R", " ").replace('\u00a0', ' ');
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(Table::length).max().orElse(0);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String padded(String text, int width, boolean right) {
    String space = " ".repeat(width - length(text));
    return right ? space + text : text + space;
  }

  private static String markdownLine(Stream<String> cells) {
    return cells
        .map(cell -> cell.replace("|", "\\|").replaceAll("\\R", " "))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /**
   * As CSV, numbers complete.
   *
   * <p>Source: RFC 4180. Differs: lines end with a line feed alone. A text that a spreadsheet would
   * take for a formula begins with an apostrophe (OWASP, "CSV Injection").
   */
  public String csv() {
    StringBuilder text = new StringBuilder();
    text.append(
        columns.stream()
            .flatMap(column -> column.fields().stream())
            .map(field -> quoted(field, false))
            .collect(Collectors.joining(",", "", "\n")));
    for (Row row : rows) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Column column = columns.get(i);
        List<String> own = row.cells().get(i).values();
        for (int field = 0; field < column.fields().size(); field++) {
          values.add(field < own.size() ? quoted(own.get(field), column.quoted()) : "");
        }
      }
      text.append(String.join(",", values)).append('\n');
    }
    return text.toString();
  }

  private static String quoted(String given, boolean always) {
    String value = FORMULA.matcher(given).lookingAt() && !isNumber(given) ? "'" + given : given;
    return always || value.matches("(?s).*[\",\n\r].*")
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }

  private static boolean isNumber(String value) {
    return NUMBER.matcher(value).matches();
  }
}
