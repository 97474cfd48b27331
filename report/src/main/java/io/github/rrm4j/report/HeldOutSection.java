package io.github.rrm4j.report;

import io.github.rrm4j.judging.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The first and the last held-out evaluation of each run, name and mode, with intervals. */
final class HeldOutSection {

  /** The first and the last evaluation of one name and mode; the same one if there is only one. */
  private record Span(RunRecords run, EvaluationLine first, EvaluationLine last) {}

  private static final String INTERVAL =
      Math.round(100 * Evaluation.CONFIDENCE) + "\u00a0%\u00a0interval";

  private final List<RunRecords> runs;
  private final Map<String, Span> spans = new LinkedHashMap<>();

  HeldOutSection(List<RunRecords> runs) {
    this.runs = runs;
    for (RunRecords run : runs) {
      for (EvaluationLine one : run.evaluations()) {
        spans.merge(
            TrainingSection.label(runs, run, one.title()),
            new Span(run, one, one),
            (old, now) -> new Span(run, old.first(), now.last()));
      }
    }
  }

  /** Its parts; none without an evaluation. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    if (spans.isEmpty()) {
      return parts;
    }
    if (runs.size() == 1) {
      parts.add(new Part.Cards(cards()));
    }
    parts.add(new Part.Table(overall()));
    DataTable sections = sections();
    if (!sections.rows().isEmpty()) {
      parts.add(new Part.Heading("By section, last evaluation"));
      parts.add(new Part.Table(sections));
    }
    return parts;
  }

  private List<Part.Card> cards() {
    List<Part.Card> cards = new ArrayList<>();
    spans.forEach(
        (title, span) -> {
          Map<String, Double> now = span.last().numbers();
          String below = "";
          if (now.containsKey("accuracy_low") && now.containsKey("accuracy_high")) {
            below =
                Numbers.share(now.get("accuracy_low"))
                    + " to "
                    + Numbers.share(now.get("accuracy_high"));
          }
          if (!span.first().equals(span.last())) {
            below += ", at first " + Numbers.of(span.first().numbers(), "accuracy", Numbers::share);
          }
          String number = Numbers.of(now, "accuracy", Numbers::share);
          cards.add(new Part.Card("Accuracy, " + title, number, below));
        });
    return cards;
  }

  private DataTable overall() {
    List<DataTable.Column> columns = new ArrayList<>();
    if (runs.size() > 1) {
      columns.add(DataTable.Column.text("Run"));
    }
    columns.addAll(
        List.of(
            DataTable.Column.text("Evaluation"),
            DataTable.Column.text("Mode"),
            new DataTable.Column("Step", List.of("stage", "step"), false),
            DataTable.Column.measured("Accuracy [" + INTERVAL + "]", "accuracy"),
            DataTable.Column.number("n", "n"),
            DataTable.Column.number("Swap consistency", "swap_consistency"),
            DataTable.Column.number("Position bias", "position_bias"),
            DataTable.Column.number("Malformed", "malformed_frac"),
            DataTable.Column.number("Truncated", "truncated_frac"),
            DataTable.Column.number("Thinking tokens", "thinking_mean")));
    List<DataTable.Row> rows = new ArrayList<>();
    for (Span span : spans.values()) {
      if (!span.first().equals(span.last())) {
        rows.add(new DataTable.Row("first", cells(span.run(), span.first())));
      }
      rows.add(new DataTable.Row("last", cells(span.run(), span.last())));
    }
    return new DataTable("heldout", "Held-out evaluations", columns, rows);
  }

  private List<Cell> cells(RunRecords run, EvaluationLine one) {
    Map<String, Double> numbers = one.numbers();
    List<Cell> cells = new ArrayList<>();
    if (runs.size() > 1) {
      cells.add(Cell.text(run.name()));
    }
    String step = Numbers.of(numbers, "step", Numbers::plain);
    cells.add(Cell.text(one.name()));
    cells.add(Cell.text(one.mode()));
    cells.add(
        new Cell(
            one.stage().isEmpty() ? step : one.stage() + " " + step,
            List.of(one.stage(), String.valueOf(numbers.getOrDefault("step", Double.NaN)))));
    cells.add(estimate(numbers, "accuracy_low", "accuracy_high"));
    cells.add(Cell.of(numbers, "n", Numbers::plain));
    cells.add(Cell.of(numbers, "swap_consistency", Numbers::share));
    cells.add(Cell.of(numbers, "position_bias", Numbers::signedShare));
    cells.add(Cell.of(numbers, "malformed_frac", Numbers::share));
    cells.add(Cell.of(numbers, "truncated_frac", Numbers::share));
    cells.add(Cell.of(numbers, "thinking_mean", Numbers::plain));
    return cells;
  }

  private static Cell estimate(Map<String, Double> numbers, String low, String high) {
    return Estimate.of(numbers, "accuracy", low, high)
        .map(accuracy -> Cell.of(accuracy, Unit.SHARE))
        .orElse(Cell.ABSENT);
  }

  private DataTable sections() {
    Set<String> sections = new LinkedHashSet<>();
    List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.Column.text("Section")));
    spans.forEach(
        (title, span) -> {
          sections.addAll(span.last().sections().keySet());
          if (!span.last().sections().isEmpty()) {
            columns.add(
                DataTable.Column.measured(
                    title + ": accuracy [" + INTERVAL + "]", title + " accuracy"));
            columns.add(DataTable.Column.number("n", title + " n"));
            columns.add(DataTable.Column.number("Thinking tokens", title + " thinking_mean"));
          }
        });
    List<DataTable.Row> rows = new ArrayList<>();
    for (String section : sections) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.text(section)));
      for (Span span : spans.values()) {
        if (!span.last().sections().isEmpty()) {
          Map<String, Double> numbers = span.last().sections().getOrDefault(section, Map.of());
          cells.add(estimate(numbers, "low", "high"));
          cells.add(Cell.of(numbers, "n", Numbers::plain));
          cells.add(Cell.of(numbers, "thinking_mean", Numbers::plain));
        }
      }
      rows.add(new DataTable.Row("", cells));
    }
    return new DataTable("heldout-sections", "By section, last evaluation", columns, rows);
  }
}
