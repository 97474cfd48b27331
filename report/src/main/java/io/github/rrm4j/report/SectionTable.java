package io.github.rrm4j.report;

import io.github.rrm4j.report.SweepTable.Column;
import java.util.ArrayList;
import java.util.List;

/** Where a variant gains or loses: the cells of a sweep on the pairs of each section. */
final class SectionTable {

  private static final List<String> TITLES =
      List.of(
          "section",
          "cell",
          "accuracy",
          "thinking tokens",
          "accuracy against base",
          "thinking against base");

  private final List<List<String>> rows = new ArrayList<>();

  SectionTable(SweepTable table) {
    for (String section : table.sections()) {
      SweepTable own = table.in(section);
      for (SweepTable.Row row : own.rows()) {
        if (!row.runs().isEmpty()) {
          rows.add(
              List.of(
                  section,
                  row.name(),
                  own.text(row, Column.ACCURACY),
                  own.text(row, Column.THINKING),
                  own.against(row, Column.ACCURACY),
                  own.against(row, Column.THINKING)));
        }
      }
    }
  }

  /** As Markdown; empty where no run knows its sections. */
  String markdown() {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n");
    SweepTable.line(text, TITLES);
    SweepTable.line(text, TITLES.stream().map(title -> "---").toList());
    rows.forEach(row -> SweepTable.line(text, row));
    return text.toString();
  }

  void write(Html html) {
    if (!rows.isEmpty()) {
      html.open("section").element("h2", "By section");
      SweepReport.table(html, TITLES, rows);
      html.close();
    }
  }
}
