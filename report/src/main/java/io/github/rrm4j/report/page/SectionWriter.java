package io.github.rrm4j.report.page;

import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.chart.Palette;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import java.util.List;

/** Writes sections and their parts into a page. */
final class SectionWriter {

  private final Html html;
  private final FigureWriter figures;
  private final TableWriter tables;
  private String heading = "";

  SectionWriter(Html html) {
    this.html = html;
    this.figures = new FigureWriter(html);
    this.tables = new TableWriter(html);
  }

  void write(Section section) {
    html.open("section", "id", section.id(), "class", section.kind());
    html.element("h2", section.title());
    heading = section.title();
    write(section.parts());
    html.close();
  }

  void write(List<Part> parts) {
    parts.forEach(this::write);
  }

  private void write(Part part) {
    if (part instanceof Part.Heading title) {
      html.element("h3", title.text());
      heading = title.text();
    } else if (part instanceof Part.Note note) {
      html.element("p", note.text(), "class", "note");
    } else if (part instanceof Part.Warning warning) {
      html.element("p", warning.text(), "class", "warning");
    } else if (part instanceof Part.Facts facts) {
      facts(facts);
    } else if (part instanceof Part.Contents contents) {
      contents(contents.sections());
    } else if (part instanceof Part.Cards cards) {
      cards(cards.cards());
    } else if (part instanceof Part.Badges badges) {
      html.open("p", "class", "badges");
      badges.badges().forEach(tables::badge);
      html.close();
    } else if (part instanceof Part.Figures some) {
      html.open("div", "class", "figures");
      some.figures().forEach(figures::write);
      html.close();
    } else if (part instanceof Part.Tabular tabular) {
      tables.write(tabular, heading);
    } else if (part instanceof Part.Verbatim verbatim) {
      verbatim(verbatim);
    } else if (part instanceof Part.Box box) {
      html.open("div", "class", box.kind());
      write(box.parts());
      html.close();
    } else if (part instanceof Part.Markup markup) {
      markup.writer().accept(html);
    }
  }

  private void facts(Part.Facts facts) {
    html.open("p", "class", "facts");
    if (!facts.of().isEmpty()) {
      html.element("b", facts.of() + ": ");
    }
    facts.facts().forEach(fact -> html.element("span", fact));
    html.close();
  }

  private void contents(List<Section> sections) {
    if (sections.size() > 1) {
      html.open("nav");
      sections.forEach(one -> html.element("a", one.title(), "href", "#" + one.id()));
      html.close();
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

  private void verbatim(Part.Verbatim verbatim) {
    if (verbatim.title().isEmpty()) {
      html.element("pre", verbatim.text(), "tabindex", "0");
    } else {
      html.open("details", "class", "more").element("summary", verbatim.title());
      html.element("pre", verbatim.text(), "tabindex", "0").close();
    }
  }

  /** Writes figures with caption and legend into a page. */
  static final class FigureWriter {

    private final Html html;
    private int figures;

    FigureWriter(Html html) {
      this.html = html;
    }

    /** Writes a figure; its place on the page names what in it needs a name. */
    void write(Figure figure) {
      html.open("figure").open("figcaption").element("strong", figure.caption());
      for (Figure.Line line : figure.lines()) {
        if (!line.label().isEmpty()) {
          String border =
              switch (line.style()) {
                case DASHED, REFERENCE -> "dashed";
                case DOTTED -> "dotted";
                default -> "solid";
              };
          html.open("span", "class", "key");
          html.element(
              "i", "", "style", "border-top: 3px " + border + " " + Palette.css(Palette.of(line)));
          html.text(line.label()).close();
        }
      }
      html.close().trusted(Chart.element(figure, "clip" + figures++)).close();
    }
  }

  /** Writes tables into a page; one that is too wide is scrolled by itself. */
  record TableWriter(Html html) {

    private static final int LONG = 20; // rows

    /**
     * Writes a table.
     *
     * @param heading that it stands below; a title that repeats it is left out
     */
    void write(Part.Tabular tabular, String heading) {
      Table table = tabular.table();
      boolean folded = tabular.layout() == Part.Layout.FOLDED && table.rows().size() > LONG;
      if (folded) {
        html.open("details", "class", "more");
        html.element("summary", table.title() + ": " + table.rows().size() + " rows");
      } else if (!table.title().isEmpty() && !table.title().equals(heading)) {
        html.element("h4", table.title());
      }
      boolean stacked = tabular.layout() == Part.Layout.STACKED;
      html.open("div", "class", "scroll", "tabindex", "0");
      html.open("table", "class", stacked ? "stacked" : "").open("thead").open("tr");
      for (Column column : table.columns()) {
        html.element(
            "th", column.title(), "scope", "col", "class", column.number() ? "number" : "");
      }
      html.close().close().open("tbody");
      table.rows().forEach(row -> row(table, row, stacked));
      html.close().close().close();
      if (folded) {
        html.close();
      }
    }

    private void row(Table table, Table.Row row, boolean stacked) {
      html.open("tr", "class", row.kind());
      for (int i = 0; i < row.cells().size(); i++) {
        Column column = table.columns().get(i);
        Cell cell = row.cells().get(i);
        if (i == 0 && !column.number()) {
          html.element("th", cell.shown(), "scope", "row");
        } else {
          html.open(
              "td",
              "class",
              style(column, cell),
              "data-title", // which column it is of, where rows are stacked
              stacked ? column.title() : "");
          if (cell instanceof Cell.Badge badge) {
            badge(badge);
          } else {
            html.text(cell.shown());
          }
          html.close();
        }
      }
      html.close();
    }

    /** A reason in the place of a number is a text that may be wrapped. */
    private static String style(Column column, Cell cell) {
      boolean reason = cell instanceof Cell.Missing && cell.shown().length() > 1;
      return column.number() ? (reason ? "number missing" : "number") : "";
    }

    void badge(Cell.Badge badge) {
      html.element("span", badge.shown(), "class", "badge " + badge.kind());
    }
  }
}
