package io.github.rrm4j.report;

import java.util.List;

/** Writes sections of a report into a page. */
final class SectionWriter {

  private static final int LONG_TABLE = 20;

  private final Html html;
  private final FigureWriter writer;
  private String heading = "";

  SectionWriter(Html html) {
    this.html = html;
    this.writer = new FigureWriter(html);
  }

  void write(Section section) {
    html.open("section", "id", section.id()).element("h2", section.title());
    heading = section.title();
    section.parts().forEach(this::write);
    html.close();
  }

  private void write(Part part) {
    if (part instanceof Part.Heading title) {
      html.element("h3", title.text());
      heading = title.text();
    } else if (part instanceof Part.Note note) {
      html.element("p", note.text(), "class", "note");
    } else if (part instanceof Part.Cards cards) {
      cards(cards.cards());
    } else if (part instanceof Part.Figures some) {
      figures(some.figures());
    } else if (part instanceof Part.Table table) {
      table(table.table());
    } else if (part instanceof Part.Verbatim verbatim) {
      verbatim(verbatim);
    }
  }

  private void cards(List<Part.Card> cards) {
    html.open("div", "class", "cards");
    for (Part.Card card : cards) {
      html.open("div", "class", "card").element("span", card.title());
      html.element("b", card.number()).element("small", card.below()).close();
    }
    html.close();
  }

  private void figures(List<Figure> all) {
    html.open("div", "class", "figures");
    all.forEach(writer::write);
    html.close();
  }

  private void table(DataTable table) {
    boolean folded = table.rows().size() > LONG_TABLE;
    if (folded) {
      html.open("details", "class", "more");
      html.element("summary", table.title() + ": " + table.rows().size() + " rows");
    } else if (!table.title().equals(heading)) {
      html.element("h4", table.title());
    }
    html.open("div", "class", "scroll", "tabindex", "0").open("table").open("thead").open("tr");
    for (DataTable.Column column : table.columns()) {
      if (column.number()) {
        html.element("th", column.title(), "scope", "col", "class", "number");
      } else {
        html.element("th", column.title(), "scope", "col");
      }
    }
    html.close().close().open("tbody");
    table.rows().forEach(row -> row(table, row));
    html.close().close().close();
    if (folded) {
      html.close();
    }
  }

  private void row(DataTable table, DataTable.Row row) {
    if (row.kind().isEmpty()) {
      html.open("tr");
    } else {
      html.open("tr", "class", row.kind());
    }
    for (int i = 0; i < row.cells().size(); i++) {
      String text = row.cells().get(i).text();
      if (table.columns().get(i).number()) {
        html.element("td", text, "class", "number");
      } else if (i == 0) {
        html.element("th", text, "scope", "row");
      } else {
        html.element("td", text);
      }
    }
    html.close();
  }

  private void verbatim(Part.Verbatim verbatim) {
    if (verbatim.title().isEmpty()) {
      html.element("pre", verbatim.text(), "tabindex", "0");
    } else {
      html.open("details", "class", "more").element("summary", verbatim.title());
      html.element("pre", verbatim.text(), "tabindex", "0").close();
    }
  }
}
