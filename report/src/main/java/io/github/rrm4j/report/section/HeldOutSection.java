package io.github.rrm4j.report.section;

import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.EvaluationLine;
import io.github.rrm4j.report.records.RunRecords;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
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

  /** The parts; empty if there is no evaluation. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    if (spans.isEmpty()) {
      return parts;
    }
    if (runs.size() == 1) {
      parts.add(new Part.Cards(cards()));
    }
    parts.add(new Part.Tabular(overall()));
    Table sections = sections();
    if (!sections.rows().isEmpty()) {
      parts.add(new Part.Heading("By section, last evaluation"));
      parts.add(new Part.Tabular(sections));
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
                Unit.SHARE.text(now.get("accuracy_low"))
                    + " to "
                    + Unit.SHARE.text(now.get("accuracy_high"));
          }
          if (!span.first().equals(span.last())) {
            below += ", at first " + Numbers.of(span.first().numbers(), "accuracy", Unit.SHARE);
          }
          String number = Numbers.of(now, "accuracy", Unit.SHARE);
          cards.add(new Part.Card("Accuracy, " + title, number, below));
        });
    return cards;
  }

  private Table overall() {
    List<Column> columns = new ArrayList<>();
    if (runs.size() > 1) {
      columns.add(Column.text("Run"));
    }
    columns.addAll(
        List.of(
            Column.text("Evaluation"),
            Column.text("Mode"),
            Column.text("Step", List.of("stage", "step")),
            Column.measured("Accuracy" + Column.INTERVAL, "accuracy"),
            Column.number("n", "n"),
            Column.number("Swap consistency", "swap_consistency"),
            Column.number("Position bias", "position_bias"),
            Column.number("Malformed", "malformed_frac"),
            Column.number("Truncated", "truncated_frac"),
            Column.number("Thinking tokens", "thinking_mean")));
    List<Table.Row> rows = new ArrayList<>();
    for (Span span : spans.values()) {
      if (!span.first().equals(span.last())) {
        rows.add(new Table.Row("first", cells(span.run(), span.first())));
      }
      rows.add(new Table.Row("last", cells(span.run(), span.last())));
    }
    return new Table("heldout", "Held-out evaluations", columns, rows);
  }

  private List<Cell> cells(RunRecords run, EvaluationLine one) {
    Map<String, Double> numbers = one.numbers();
    List<Cell> cells = new ArrayList<>();
    if (runs.size() > 1) {
      cells.add(Cell.text(run.name()));
    }
    String step = Numbers.of(numbers, "step", Unit.PLAIN);
    cells.add(Cell.text(one.name()));
    cells.add(Cell.text(one.mode()));
    cells.add(
        new Cell.Text(
            one.stage().isEmpty() ? step : one.stage() + " " + step,
            List.of(one.stage(), String.valueOf(numbers.getOrDefault("step", Double.NaN)))));
    cells.add(Cell.of(one.accuracy(), Unit.SHARE));
    cells.add(Cell.of(numbers, "n", Unit.PLAIN));
    cells.add(Cell.of(numbers, "swap_consistency", Unit.SHARE));
    cells.add(Cell.of(numbers, "position_bias", Unit.CHANGE));
    cells.add(Cell.of(numbers, "malformed_frac", Unit.SHARE));
    cells.add(Cell.of(numbers, "truncated_frac", Unit.SHARE));
    cells.add(Cell.of(numbers, "thinking_mean", Unit.PLAIN));
    return cells;
  }

  private Table sections() {
    Set<String> sections = new LinkedHashSet<>();
    List<Column> columns = new ArrayList<>(List.of(Column.text("Section")));
    spans.forEach(
        (title, span) -> {
          sections.addAll(span.last().sections().keySet());
          if (!span.last().sections().isEmpty()) {
            columns.add(
                Column.measured(title + ": accuracy" + Column.INTERVAL, title + " accuracy"));
            columns.add(Column.number("n", title + " n"));
            columns.add(Column.number("Thinking tokens", title + " thinking_mean"));
          }
        });
    List<Table.Row> rows = new ArrayList<>();
    for (String section : sections) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.text(section)));
      for (Span span : spans.values()) {
        if (!span.last().sections().isEmpty()) {
          Map<String, Double> numbers = span.last().sections().getOrDefault(section, Map.of());
          cells.add(Cell.of(span.last().accuracy(section), Unit.SHARE));
          cells.add(Cell.of(numbers, "n", Unit.PLAIN));
          cells.add(Cell.of(numbers, "thinking_mean", Unit.PLAIN));
        }
      }
      rows.add(Table.Row.of(cells));
    }
    return new Table("heldout-sections", "By section, last evaluation", columns, rows);
  }
}
