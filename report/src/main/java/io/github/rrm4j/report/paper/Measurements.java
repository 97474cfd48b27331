package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.evaluation.scaling.Table;
import io.github.rrm4j.report.Axis;
import io.github.rrm4j.report.Curve;
import io.github.rrm4j.report.Figure;
import io.github.rrm4j.statistics.ItemMeans;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The tables and figures of each panel, from the tables of the pieces:
 *
 * <pre>
 *   sections     section, n, accuracy, parameters   a row of the panels that the piece names
 *   votes        section, votes, accuracy, gain     votes
 *   tournaments  section, method, opponents, votes, comparisons, accuracy, gain   comparisons
 *   budgets      section, budget, accuracy, gain, thinking_tokens, forced   budget
 *   thinking     section, n, thinking_tokens, when_right, when_wrong   adaptive
 *   steps        step, accuracy   policy
 * </pre>
 *
 * <p>A number {@code x} has its interval in {@code x_low} and {@code x_high}.
 */
final class Measurements {

  /** The table of who is a row among others. */
  static final String SECTIONS = "sections";

  private final List<PieceResult> pieces;

  Measurements(List<PieceResult> pieces) {
    this.pieces = pieces;
  }

  /** A row of some piece. */
  private record Row(PieceResult piece, ObjectNode values) {

    String text(String name) {
      return values.path(name).asText(Texts.ABSENT);
    }

    boolean ofAll() {
      return text("section").equals(ItemMeans.ALL);
    }
  }

  /** The rows of a table in all pieces that have it. */
  private List<Row> rows(String table) {
    List<Row> rows = new ArrayList<>();
    for (PieceResult piece : pieces) {
      for (ObjectNode row : piece.table(table).map(Table::rows).orElse(List.of())) {
        rows.add(new Row(piece, row));
      }
    }
    return rows;
  }

  /** The tables of a panel. */
  List<Grid> grids(Panel panel) {
    return switch (panel) {
      case BENCHMARK, ARENA, SIZE -> sections(panel);
      case VOTES ->
          grid(
              rows("votes").stream()
                  .filter(row -> row.ofAll() && powerOfTwo(row.values().path("votes").asInt()))
                  .toList(),
              List.of("judge", "votes", "accuracy", "gain over one vote"),
              row ->
                  List.of(
                      row.piece().label(),
                      row.text("votes"),
                      Texts.share(row.values(), "accuracy"),
                      Texts.share(row.values(), "gain")));
      case COMPARISONS ->
          grid(
              rows("tournaments").stream().filter(Row::ofAll).toList(),
              List.of("method", "comparisons", "accuracy", "gain over a knockout"),
              row ->
                  List.of(
                      method(row),
                      Texts.number(row.values(), "comparisons"),
                      Texts.share(row.values(), "accuracy"),
                      Texts.share(row.values(), "gain")));
      case BUDGET ->
          grid(
              rows("budgets").stream().filter(Row::ofAll).toList(),
              List.of("budget", "tokens used", "ended by force", "accuracy", "gain over the least"),
              row ->
                  List.of(
                      budget(row),
                      Texts.number(row.values(), "thinking_tokens"),
                      Texts.share(row.values(), "forced"),
                      Texts.share(row.values(), "accuracy"),
                      Texts.share(row.values(), "gain")));
      case ADAPTIVE ->
          grid(
              rows("thinking"),
              List.of("section", "tokens", "when right", "when wrong"),
              row ->
                  List.of(
                      row.text("section"),
                      Texts.number(row.values(), "thinking_tokens"),
                      Texts.number(row.values(), "when_right"),
                      Texts.number(row.values(), "when_wrong")));
      case POLICY ->
          grid(
              rows("steps"),
              List.of("reward by", "step", "accuracy"),
              row ->
                  List.of(
                      row.piece().label(),
                      row.text("step"),
                      Texts.share(row.values(), "accuracy")));
    };
  }

  /** The texts of a row. */
  private interface Cells {
    List<String> of(Row row);
  }

  private static List<Grid> grid(List<Row> rows, List<String> header, Cells cells) {
    return rows.isEmpty()
        ? List.of()
        : List.of(new Grid("", header, rows.stream().map(cells::of).toList()));
  }

  /** A line for each piece that names the panel, a column for each section. */
  private List<Grid> sections(Panel panel) {
    List<Row> rows =
        rows(SECTIONS).stream().filter(row -> row.piece().panels().contains(panel)).toList();
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.add(row.text("section")));
    List<List<String>> lines = new ArrayList<>();
    for (PieceResult piece : pieces) {
      List<Row> own = rows.stream().filter(row -> row.piece().equals(piece)).toList();
      if (!own.isEmpty()) {
        List<String> line = new ArrayList<>(List.of(piece.label()));
        for (String name : names) {
          line.add(
              own.stream()
                  .filter(row -> row.text("section").equals(name))
                  .findFirst()
                  .map(row -> Texts.share(row.values(), "accuracy"))
                  .orElse(Texts.ABSENT));
        }
        lines.add(line);
      }
    }
    List<String> header = new ArrayList<>(List.of(panel == Panel.ARENA ? "labels by" : "judge"));
    header.addAll(names);
    return lines.isEmpty() ? List.of() : List.of(new Grid("", header, lines));
  }

  private static boolean powerOfTwo(int number) {
    return Integer.bitCount(number) == 1;
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

  private static String budget(Row row) {
    return row.text("budget").equals("0") ? "none" : row.text("budget");
  }

  /** The figure of a panel, where there are at least two points. */
  Optional<Figure> figure(Panel panel) {
    return switch (panel) {
      case VOTES ->
          lines(
              "Accuracy over votes",
              Axis.of("votes", Axis.Scale.DOUBLINGS),
              rows("votes"),
              row -> row.piece().label(),
              x("votes"));
      case BUDGET ->
          lines(
              "Accuracy over mean thinking tokens used",
              Axis.number("thinking tokens"),
              rows("budgets"),
              row -> row.piece().label(),
              x("thinking_tokens"));
      case COMPARISONS ->
          lines(
              "Best-of-n accuracy over comparisons of a query, one vote each",
              Axis.number("comparisons"),
              rows("tournaments").stream().filter(row -> row.text("votes").equals("1")).toList(),
              row -> row.text("method").replace('_', ' '),
              x("comparisons"));
      case POLICY ->
          lines(
              "Accuracy over steps",
              Axis.STEP,
              rows("steps"),
              row -> row.piece().label(),
              x("step"));
      case SIZE ->
          lines(
              "Accuracy over thousands of parameters",
              Axis.number("thousands of parameters"),
              rows(SECTIONS).stream()
                  .filter(row -> row.piece().panels().contains(Panel.SIZE))
                  .toList(),
              row -> "",
              row -> row.values().path("parameters").asDouble() / 1000);
      case BENCHMARK, ADAPTIVE, ARENA -> Optional.empty();
    };
  }

  private static ToDoubleFunction<Row> x(String name) {
    return row -> row.values().path(name).asDouble();
  }

  /** What names the line of a row. */
  private interface Naming {
    String of(Row row);
  }

  /** A line for each name, with its intervals; rows of single sections are left out. */
  private static Optional<Figure> lines(
      String caption, Axis domain, List<Row> rows, Naming naming, ToDoubleFunction<Row> x) {
    Map<String, TreeMap<Double, Row>> named = new TreeMap<>();
    for (Row row : rows) {
      if (row.ofAll() || !row.values().has("section")) {
        named
            .computeIfAbsent(naming.of(row), name -> new TreeMap<>())
            .put(x.applyAsDouble(row), row);
      }
    }
    if (named.values().stream().mapToInt(TreeMap::size).sum() < 2) {
      return Optional.empty();
    }
    List<Figure.Line> lines = new ArrayList<>();
    named.forEach(
        (name, points) ->
            lines.add(
                new Figure.Line(
                    named.size() == 1 ? "" : name,
                    curve(points, "accuracy"),
                    Optional.of(
                        new Figure.Band(
                            curve(points, "accuracy_low"), curve(points, "accuracy_high"))),
                    lines.size(),
                    Figure.Style.CURVE)));
    return Optional.of(
        new Figure(
            caption.replaceAll("\\W+", "-"), caption, domain, Axis.share("accuracy"), lines));
  }

  private static Curve curve(TreeMap<Double, Row> points, String name) {
    TreeMap<Double, Double> values = new TreeMap<>();
    points.forEach((at, row) -> values.put(at, row.values().path(name).asDouble()));
    return Curve.of(values);
  }
}
