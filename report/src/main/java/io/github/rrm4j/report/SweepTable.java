package io.github.rrm4j.report;

import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.MeanInterval;
import io.github.rrm4j.statistics.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The results of a sweep in rows and columns: of each cell the mean over its seeds with its
 * interval, and the difference to the base cell over the seeds that both have.
 *
 * <p>Several seeds: Student's interval, of the mean and of the paired differences; of a share it is
 * never narrower than the held-out judgements of all seeds allow, since two seeds can agree by
 * chance. One seed: the interval over its held-out judgements alone (Wilson; of a difference the
 * normal one for two independent shares), which says nothing of other seeds.
 */
final class SweepTable {

  private static final double CONFIDENCE = 0.95;
  private static final double TWO_SIDED = 1.959963984540054; // of the normal distribution

  /** What is shown. */
  enum Column {
    ACCURACY("accuracy", "accuracy", true),
    SWAP("swap consistency", "swap_consistency", true),
    THINKING("thinking tokens", "thinking_mean", false),
    MALFORMED("malformed", "malformed_frac", true),
    MINUTES("minutes", "minutes", false);

    final String title;
    final String metric;
    final boolean share;

    Column(String title, String metric, boolean share) {
      this.title = title;
      this.metric = metric;
      this.share = share;
    }
  }

  /**
   * A cell.
   *
   * @param runs those that are finished
   * @param state what is to be said of the others; empty where there is nothing
   */
  record Row(String name, List<SweepRun> runs, String state) {}

  private final List<Row> rows;
  private final Row base;

  /**
   * @param baseName of the cell that the others are compared with
   */
  SweepTable(List<Row> rows, String baseName) {
    this.rows = rows;
    this.base = rows.stream().filter(row -> row.name().equals(baseName)).findFirst().orElseThrow();
  }

  List<Row> rows() {
    return rows;
  }

  /** The mean of a column over the seeds of a cell; empty where no run is finished. */
  Optional<MeanInterval> mean(Row row, Column column) {
    if (row.runs().isEmpty()) {
      return Optional.empty();
    }
    MeanInterval mean = MeanInterval.of(values(row.runs(), column), CONFIDENCE);
    if (!column.share) {
      return Optional.of(mean);
    }
    long trials = trials(row.runs(), column);
    Proportion share = new Proportion(Math.round(mean.mean() * trials), trials);
    Interval wide = hull(mean, share.wilson(CONFIDENCE));
    Interval possible = new Interval(Math.max(0, wide.lower()), Math.min(1, wide.upper()));
    return Optional.of(new MeanInterval(mean.mean(), Optional.of(possible)));
  }

  private static Interval hull(MeanInterval mean, Interval other) {
    return mean.interval()
        .map(
            own ->
                new Interval(
                    Math.min(own.lower(), other.lower()), Math.max(own.upper(), other.upper())))
        .orElse(other);
  }

  /** The difference to the base cell; empty for the base itself and without a common seed. */
  Optional<MeanInterval> difference(Row row, Column column) {
    List<SweepRun> own = new ArrayList<>();
    List<SweepRun> others = new ArrayList<>();
    for (SweepRun run : row.runs()) {
      base.runs().stream()
          .filter(other -> other.seed() == run.seed())
          .findFirst()
          .ifPresent(
              other -> {
                own.add(run);
                others.add(other);
              });
    }
    if (row.equals(base) || own.isEmpty()) {
      return Optional.empty();
    }
    double[] a = values(own, column);
    double[] b = values(others, column);
    MeanInterval difference = MeanInterval.ofDifferences(a, b, CONFIDENCE);
    if (!column.share) {
      return Optional.of(difference);
    }
    double half = TWO_SIDED * Math.sqrt(variance(own, a, column) + variance(others, b, column));
    Interval judged = new Interval(difference.mean() - half, difference.mean() + half);
    return Optional.of(new MeanInterval(difference.mean(), Optional.of(hull(difference, judged))));
  }

  /** Of a share over all its judgements: p (1 - p) / n. */
  private static double variance(List<SweepRun> runs, double[] values, Column column) {
    double p = Arrays.stream(values).average().orElseThrow();
    return p * (1 - p) / trials(runs, column);
  }

  /** Whether a difference may be none. */
  static String reading(MeanInterval difference) {
    if (difference.interval().isEmpty()) {
      return "one seed";
    }
    Interval interval = difference.interval().get();
    return interval.lower() <= 0 && interval.upper() >= 0
        ? "within noise"
        : difference.mean() > 0 ? "higher" : "lower";
  }

  /** Swap consistency counts pairs, everything else judgements. */
  private static long trials(List<SweepRun> runs, Column column) {
    double n = runs.stream().mapToDouble(run -> run.numbers().getOrDefault("n", 0.0)).sum();
    return Math.round(column == Column.SWAP ? n / 2 : n);
  }

  private static double[] values(List<SweepRun> runs, Column column) {
    return runs.stream()
        .mapToDouble(run -> run.numbers().getOrDefault(column.metric, Double.NaN))
        .toArray();
  }

  /** The sections of the held-out pairs, by name. */
  SortedSet<String> sections() {
    SortedSet<String> sections = new TreeSet<>();
    rows.forEach(row -> row.runs().forEach(run -> sections.addAll(run.sections().keySet())));
    return sections;
  }

  /** The same cells on the pairs of one section. */
  SweepTable in(String section) {
    List<Row> own = new ArrayList<>();
    for (Row row : rows) {
      List<SweepRun> runs = row.runs().stream().flatMap(run -> run.in(section).stream()).toList();
      own.add(new Row(row.name(), runs, row.state()));
    }
    return new SweepTable(own, base.name());
  }

  /** The titles of the columns. */
  List<String> titles() {
    List<String> titles = new ArrayList<>(List.of("cell", "seeds"));
    for (Column column : Column.values()) {
      titles.add(column.title);
    }
    titles.addAll(
        List.of("accuracy against base", "swap against base", "thinking against base", "state"));
    return titles;
  }

  /** A row in text. */
  List<String> texts(Row row) {
    List<String> texts = new ArrayList<>(List.of(row.name(), String.valueOf(row.runs().size())));
    for (Column column : Column.values()) {
      texts.add(text(row, column));
    }
    for (Column column : List.of(Column.ACCURACY, Column.SWAP, Column.THINKING)) {
      texts.add(against(row, column));
    }
    texts.add(row.state());
    return texts;
  }

  /** The difference to the base cell in text, with its reading. */
  String against(Row row, Column column) {
    return row.equals(base)
        ? "base"
        : difference(row, column).map(d -> text(d, column, true) + ", " + reading(d)).orElse("-");
  }

  /** A mean in text. */
  String text(Row row, Column column) {
    return mean(row, column).map(mean -> text(mean, column, false)).orElse("-");
  }

  private static String text(MeanInterval mean, Column column, boolean signed) {
    double unit = column.share ? 100 : 1;
    String number = signed ? "%+.1f" : "%.1f";
    String text = String.format(Locale.ROOT, number, unit * mean.mean());
    return mean.interval()
        .map(
            interval ->
                String.format(
                    Locale.ROOT,
                    "%s [" + number + ", " + number + "]",
                    text,
                    unit * interval.lower(),
                    unit * interval.upper()))
        .orElse(text);
  }

  /** As Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    line(text, titles());
    line(text, titles().stream().map(title -> "---").toList());
    rows.forEach(row -> line(text, texts(row)));
    return text.toString();
  }

  static void line(StringBuilder text, List<String> cells) {
    text.append("| ");
    text.append(String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList()));
    text.append(" |\n");
  }

  /** As CSV: one line per run, unrounded. */
  String csv() {
    StringBuilder text = new StringBuilder("cell,seed");
    for (Column column : Column.values()) {
      text.append(',').append(column.metric);
    }
    text.append(",n\n");
    for (Row row : rows) {
      for (SweepRun run : row.runs()) {
        text.append('"').append(row.name().replace("\"", "\"\"")).append("\",").append(run.seed());
        for (Column column : Column.values()) {
          text.append(',').append(run.numbers().getOrDefault(column.metric, Double.NaN));
        }
        text.append(',').append(run.numbers().getOrDefault("n", Double.NaN)).append('\n');
      }
    }
    return text.toString();
  }

  /** Cell to mean thinking tokens and mean accuracy, of cells that have both. */
  Map<String, double[]> points() {
    Map<String, double[]> points = new LinkedHashMap<>();
    for (Row row : rows) {
      if (!row.runs().isEmpty()) {
        points.put(
            row.name(),
            new double[] {
              mean(row, Column.THINKING).orElseThrow().mean(),
              mean(row, Column.ACCURACY).orElseThrow().mean()
            });
      }
    }
    return points;
  }
}
