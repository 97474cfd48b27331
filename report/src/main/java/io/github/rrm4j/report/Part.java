package io.github.rrm4j.report;

import java.util.List;

/** A piece of a section of the report. */
sealed interface Part {

  /** A title within a section. */
  record Heading(String text) implements Part {}

  /** A sentence that says what is to be known of the parts below it. */
  record Note(String text) implements Part {}

  /** Numbers that are to be seen first. */
  record Cards(List<Card> cards) implements Part {}

  /**
   * One of them.
   *
   * @param below what is said of it in small print
   */
  record Card(String title, String number, String below) {}

  /** Figures side by side. */
  record Figures(List<Figure> figures) implements Part {}

  /** A table. */
  record Table(DataTable table) implements Part {}

  /** Text that is shown as it is. */
  record Verbatim(String title, String text) implements Part {}
}
