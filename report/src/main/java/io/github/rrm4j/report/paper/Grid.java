package io.github.rrm4j.report.paper;

import io.github.rrm4j.report.Html;
import java.util.ArrayList;
import java.util.List;

/**
 * A small table of texts, for a page and for Markdown.
 *
 * @param caption what its numbers are; empty for none
 * @param header titles of the columns
 * @param rows as many texts each
 */
record Grid(String caption, List<String> header, List<List<String>> rows) {

  void write(Html html) {
    html.open("div", "class", "scroll", "tabindex", "0").open("table");
    if (!caption.isEmpty()) {
      html.element("caption", caption);
    }
    html.open("thead").open("tr");
    header.forEach(title -> html.element("th", title, "scope", "col"));
    html.close().close().open("tbody");
    for (List<String> row : rows) {
      html.open("tr");
      for (int i = 0; i < row.size(); i++) {
        if (i == 0) {
          html.element("th", row.get(i), "scope", "row");
        } else {
          html.element("td", row.get(i));
        }
      }
      html.close();
    }
    html.close().close().close();
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    if (!caption.isEmpty()) {
      lines.add(caption + "\n");
    }
    lines.add(line(header));
    lines.add(line(header.stream().map(title -> "---").toList()));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |";
  }
}
