package io.github.rrm4j.report.page;

import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Table;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What an introduction or a section is made of, from top to bottom. */
public sealed interface Part {

  /** A title within a section. */
  record Heading(String text) implements Part {}

  /** A sentence that explains the parts around it. */
  record Note(String text) implements Part {}

  /** Something that should worry the reader. */
  record Warning(String text) implements Part {}

  /**
   * Short facts in one line.
   *
   * @param of what they are about; empty where the page is about nothing else
   */
  record Facts(String of, List<String> facts) implements Part {}

  /** Links to sections. */
  record Contents(List<Section> sections) implements Part {}

  /** Numbers to be seen first. */
  record Cards(List<Card> cards) implements Part {}

  /**
   * One of them.
   *
   * @param below a remark in small print
   */
  record Card(String title, String number, String below) {}

  /** Colored words in one line. */
  record Badges(List<Cell.Badge> badges) implements Part {}

  /** Lines behind a title that unfolds them. */
  record Folded(String title, List<String> lines) implements Part {}

  /**
   * Figures.
   *
   * @param wide whether each has the whole width, rather than standing beside others
   */
  record Figures(List<Figure> figures, boolean wide) implements Part {

    /** Figures side by side. */
    public Figures(List<Figure> figures) {
      this(figures, false);
    }
  }

  /**
   * A table.
   *
   * @param grouped whether its first column is shown as headings, each over the rows that follow
   *     with the same text
   */
  record Tabular(Table table, Layout layout, boolean grouped) implements Part {

    public Tabular(Table table, Layout layout) {
      this(table, layout, false);
    }

    /** A table that is folded if it is long. */
    public Tabular(Table table) {
      this(table, Layout.FOLDED);
    }
  }

  /** How much of a table is seen at once. */
  enum Layout {
    WHOLE,
    /** A long one is behind a line that unfolds it. */
    FOLDED,
    /** All of it; on a phone each row becomes a block of lines. For cells that hold sentences. */
    STACKED
  }

  /** Text that is shown as it is; behind its title, if it has one. */
  record Verbatim(String title, String text) implements Part {}

  /** Parts in a box, which the style sheet places by its kind. */
  record Box(String kind, List<Part> parts) implements Part {}

  /**
   * Markup of a section's own; Markdown leaves it out.
   *
   * @param scripts that the page needs for it
   */
  record Markup(Consumer<Html> writer, Set<PageScript> scripts) implements Part {

    /** Markup that needs no script. */
    public Markup(Consumer<Html> writer) {
      this(writer, Set.of());
    }
  }
}
