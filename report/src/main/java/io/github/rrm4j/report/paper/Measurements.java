package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The tables and figures of each panel, from the tables of the pieces:
 *
 * <pre>
 *   sections     benchmark, section, n, accuracy, parameters   a row of the panels that the piece names
 *   voting       the same for each number of votes; those that the piece names are rows beside it
 *   votes        section, votes, accuracy, gain     votes, with voting where the piece names that panel
 *   tournaments  section, method, opponents, votes, comparisons, accuracy, gain   comparisons
 *   budgets      section, budget, accuracy, gain, thinking_tokens, forced   budget
 *   thinking     section, n, thinking_tokens, when_right, when_wrong   adaptive
 *   steps        step, section, accuracy   policy
 * </pre>
 *
 * <p>A number {@code x} has its interval in {@code x_low} and {@code x_high}.
 */
record Measurements(List<PieceResult> pieces) {

  /** Nothing was measured. */
  static final Cell NONE = new Cell.Missing("-");

  /** A row of a table, and the piece it is from. */
  private record Row(PieceResult piece, ObjectNode values) {

    String text(String name) {
      return values.path(name).asText(NONE.shown());
    }

    String label() {
      return piece.label(values);
    }

    /** A benchmark and its number; empty where pairs are counted. */
    String score() {
      String benchmark = values.path("benchmark").asText("");
      return benchmark.isEmpty() ? "" : benchmark + ", " + values.path("metric").asText();
    }

    int votes() {
      return values.path("votes").asInt();
    }

    boolean ofAll() {
      return text("section").equals(ItemMeans.ALL);
    }
  }

  /** The rows of a table in all pieces that have it. */
  private List<Row> rows(String table) {
    return pieces.stream()
        .flatMap(piece -> piece.rows(table).stream().map(row -> new Row(piece, row)))
        .toList();
  }

  /** The same of the pieces whose curves a panel shows. */
  private List<Row> shown(String table, Panel panel) {
    return rows(table).stream().filter(row -> row.piece().shows(panel)).toList();
  }

  /** The main numbers over votes, by each benchmark's own formula where it is one. */
  private List<Row> votes() {
    return Stream.concat(
            shown("votes", Panel.VOTES).stream(),
            rows(PieceResult.VOTING).stream()
                .filter(row -> row.piece().panels().contains(Panel.VOTES)))
        .filter(row -> row.ofAll() || row.text("section").equals("f1"))
        .toList();
  }

  /** Of the numbers of votes those that are powers of two, named by the piece, or all. */
  private static boolean isShown(Row row) {
    int votes = row.votes();
    return Integer.bitCount(votes) == 1
        || row.piece().labels().fewer().containsKey(votes)
        || row.piece().rows(PieceResult.SECTIONS).stream()
            .anyMatch(all -> all.path("votes").asInt() == votes);
  }

  /** The tables of a panel. */
  List<Table> tables(Panel panel) {
    return switch (panel) {
      case BENCHMARK, ARENA, SIZE -> sections(panel);
      case VOTES ->
          table(
              votes().stream().filter(Measurements::isShown).toList(),
              new Field(Column.text("judge"), row -> Cell.text(row.piece().labels().plain())),
              new Field(
                  Column.text("score"),
                  row -> Cell.text(row.score().isEmpty() ? "accuracy of pairs" : row.score())),
              counted("votes"),
              shares("accuracy", "accuracy"),
              gains("gain over one vote"));
      case COMPARISONS ->
          table(
              rows("tournaments").stream().filter(Row::ofAll).toList(),
              new Field(Column.text("method"), row -> Cell.text(method(row))),
              numbers("comparisons", "comparisons"),
              shares("accuracy", "accuracy"),
              gains("gain over a knockout"));
      case BUDGET ->
          table(
              shown("budgets", Panel.BUDGET).stream().filter(Row::ofAll).toList(),
              new Field(Column.number("budget"), Measurements::budget),
              numbers("tokens used", "thinking_tokens"),
              shares("ended by force", "forced"),
              shares("accuracy", "accuracy"),
              gains("gain over the least"));
      case ADAPTIVE ->
          table(
              shown("thinking", Panel.ADAPTIVE),
              new Field(Column.text("section"), row -> Cell.text(row.text("section"))),
              numbers("tokens", "thinking_tokens"),
              numbers("when right", "when_right"),
              numbers("when wrong", "when_wrong"));
      case POLICY ->
          table(
              rows("steps"),
              label("reward by"),
              new Field(
                  Column.text("problems"),
                  row -> Cell.text(row.values().path("section").asText(ItemMeans.ALL))),
              counted("step"),
              shares("accuracy", "accuracy"));
    };
  }

  /** A column and its cell in each row. */
  private record Field(Column column, Function<Row, Cell> cell) {}

  private static Field label(String title) {
    return new Field(Column.text(title), row -> Cell.text(row.label()));
  }

  private static Field counted(String name) {
    return new Field(Column.number(name), row -> count(row.values(), name));
  }

  private static Field shares(String title, String name) {
    String whole = name.equals("accuracy") ? title + Column.INTERVAL : title;
    return new Field(Column.number(whole), row -> cell(row.values(), name, Unit.PERCENT));
  }

  private static Field gains(String title) {
    return new Field(
        Column.number(title + Column.INTERVAL), row -> cell(row.values(), "gain", Unit.POINTS));
  }

  private static Field numbers(String title, String name) {
    return new Field(Column.number(title), row -> cell(row.values(), name, Unit.DECIMAL));
  }

  private static List<Table> table(List<Row> rows, Field... fields) {
    return rows.isEmpty()
        ? List.of()
        : List.of(
            Table.of(
                "",
                Stream.of(fields).map(Field::column).toList(),
                rows.stream()
                    .map(row -> Stream.of(fields).map(field -> field.cell().apply(row)).toList())
                    .toList()));
  }

  /** The accuracy of a row in per cent, with its interval. */
  static Cell accuracy(ObjectNode row) {
    return cell(row, "accuracy", Unit.PERCENT);
  }

  private static Cell cell(ObjectNode row, String name, Unit unit) {
    return Estimate.of(row, name).map(estimate -> Cell.of(estimate, unit)).orElse(NONE);
  }

  static Cell count(ObjectNode row, String name) {
    return row.path(name).isNumber() ? Cell.count(row.path(name).asLong()) : NONE;
  }

  private List<Row> sectionRows(Panel panel) {
    return pieces.stream()
        .filter(piece -> piece.panels().contains(panel))
        .flatMap(piece -> piece.measured().stream().map(row -> new Row(piece, row)))
        .toList();
  }

  /** The main numbers of the pieces that name a panel. */
  List<ObjectNode> ofAll(Panel panel) {
    return sectionRows(panel).stream().filter(Row::ofAll).map(Row::values).toList();
  }

  /**
   * A table of each benchmark: a line for each piece that names the panel, a column for each
   * section.
   */
  private List<Table> sections(Panel panel) {
    Map<String, List<Row>> byBenchmark = new LinkedHashMap<>();
    sectionRows(panel)
        .forEach(
            row ->
                byBenchmark
                    .computeIfAbsent(
                        row.values().path("benchmark").asText(""), name -> new ArrayList<>())
                    .add(row));
    List<Table> tables = new ArrayList<>();
    byBenchmark.forEach(
        (benchmark, rows) -> tables.add(sections(panel, byBenchmark.size(), benchmark, rows)));
    return tables;
  }

  private Table sections(Panel panel, int benchmarks, String benchmark, List<Row> rows) {
    Map<String, String> names = new LinkedHashMap<>();
    rows.forEach(row -> names.putIfAbsent(row.text("section"), title(row)));
    List<List<Cell>> lines = new ArrayList<>();
    for (PieceResult piece : pieces) {
      Map<String, List<Row>> labelled = new LinkedHashMap<>();
      rows.stream()
          .filter(row -> row.piece().equals(piece))
          .forEach(row -> labelled.computeIfAbsent(row.label(), l -> new ArrayList<>()).add(row));
      for (Map.Entry<String, List<Row>> entry : labelled.entrySet()) {
        List<Row> own = entry.getValue();
        List<Cell> line = new ArrayList<>(List.of(Cell.text(entry.getKey())));
        for (String name : names.keySet()) {
          line.add(
              own.stream()
                  .filter(row -> row.text("section").equals(name))
                  .findFirst()
                  .map(row -> accuracy(row.values()))
                  .orElse(NONE));
        }
        lines.add(line);
      }
    }
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text(panel == Panel.ARENA ? "labels by" : "judge"));
    names.values().forEach(name -> columns.add(Column.number(name)));
    return Table.of(benchmarks == 1 ? "" : benchmark, columns, lines);
  }

  /** A section, or the name of a benchmark's main number. */
  private static String title(Row row) {
    String metric = row.values().path("metric").asText("");
    return row.ofAll() && !metric.isEmpty() && !metric.equals("accuracy")
        ? metric
        : row.text("section").replace("without_ties/", "without ties, ");
  }

  private static String method(Row row) {
    String votes = row.text("votes").equals("1") ? "" : ", " + row.text("votes") + " votes";
    String method = row.text("method");
    boolean one = row.text("opponents").equals("1");
    return switch (method) {
      case "elo" -> "Elo, " + row.text("opponents") + (one ? " opponent" : " opponents");
      case "round_robin" -> "round robin" + votes;
      default -> method + votes;
    };
  }

  private static Cell budget(Row row) {
    return row.text("budget").equals("0") ? Cell.text("none") : count(row.values(), "budget");
  }

  /** The figures of a panel, where there are at least two points. */
  List<Figure> figures(Panel panel) {
    return switch (panel) {
      case VOTES ->
          lines(
              "Accuracy over votes",
              Axis.of("votes", Axis.Scale.DOUBLINGS),
              votes().stream().filter(Row::ofAll).toList(),
              row ->
                  row.piece().labels().plain() + (row.score().isEmpty() ? "" : ", ") + row.score(),
              x("votes"));
      case BUDGET ->
          lines(
              "Accuracy over mean thinking tokens used",
              Axis.number("thinking tokens"),
              shown("budgets", Panel.BUDGET).stream().filter(Row::ofAll).toList(),
              Row::label,
              x("thinking_tokens"));
      case COMPARISONS ->
          lines(
              "Best-of-n accuracy over comparisons of a query, one vote each",
              Axis.number("comparisons"),
              ofAll("tournaments").stream().filter(row -> row.text("votes").equals("1")).toList(),
              row -> row.text("method").replace('_', ' '),
              x("comparisons"));
      case POLICY -> policy();
      case SIZE, BENCHMARK, ADAPTIVE, ARENA -> List.of();
    };
  }

  private List<Row> ofAll(String table) {
    return rows(table).stream().filter(Row::ofAll).toList();
  }

  /** A figure of all problems, and one of each section. */
  private List<Figure> policy() {
    Map<String, List<Row>> sections = new LinkedHashMap<>();
    rows("steps")
        .forEach(
            row ->
                sections
                    .computeIfAbsent(
                        row.values().path("section").asText(ItemMeans.ALL),
                        name -> new ArrayList<>())
                    .add(row));
    List<Figure> figures = new ArrayList<>();
    sections.forEach(
        (section, rows) -> {
          String of = section.equals(ItemMeans.ALL) ? "" : ", " + section;
          figures.addAll(lines("Accuracy over steps" + of, Axis.STEP, rows, Row::label, x("step")));
        });
    return figures;
  }

  private static ToDoubleFunction<Row> x(String name) {
    return row -> row.values().path(name).asDouble();
  }

  /** A line for each name, with its intervals. */
  private static List<Figure> lines(
      String caption,
      Axis domain,
      List<Row> rows,
      Function<Row, String> naming,
      ToDoubleFunction<Row> x) {
    Map<String, TreeMap<Double, Estimate>> named = new TreeMap<>();
    for (Row row : rows) {
      Estimate.of(row.values(), "accuracy")
          .ifPresent(
              accuracy ->
                  named
                      .computeIfAbsent(naming.apply(row), name -> new TreeMap<>())
                      .put(x.applyAsDouble(row), accuracy));
    }
    if (named.values().stream().mapToInt(TreeMap::size).sum() < 2) {
      return List.of();
    }
    List<Figure.Line> lines = new ArrayList<>();
    named.forEach(
        (name, points) ->
            lines.add(
                DotPlot.line(
                    named.size() == 1 ? "" : name, points, lines.size(), Figure.Style.CURVE)));
    return List.of(
        new Figure(
            caption.replaceAll("\\W+", "-"), caption, domain, Axis.share("accuracy"), lines));
  }
}
