package io.github.rrm4j.report.board;

import io.github.rrm4j.report.page.Html;
import io.github.rrm4j.report.page.PageScript;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.ReportPage;
import java.util.List;
import java.util.Set;

/** What pages of the board have in common. */
final class Pages {

  static final String KIND = "RRM4J board";

  private Pages() {}

  /** Links back, and the box that keeps the page up to date: its script unhides it. */
  static Part live() {
    return new Part.Markup(
        html -> {
          html.open("p", "class", "live", "hidden", "").open("label");
          html.single("input", "type", "checkbox", "id", "follow", "checked", "");
          html.text(" Keep up to date").close();
          html.element("span", "", "id", "live", "role", "status").close();
        },
        Set.of(PageScript.LIVE));
  }

  /** A link to all folders. */
  static Part home() {
    return new Part.Markup(
        html -> html.open("nav").element("a", "All folders", "href", Board.INDEX).close());
  }

  /** A page that says what is wrong. */
  static ReportPage problem(String message) {
    return new ReportPage(
        KIND, "Nothing to show", List.of(new Part.Warning(message), home()), List.of());
  }

  /** A field that is chosen from, with a label. */
  static void select(Html html, String name, String label, List<Choice> choices, String chosen) {
    html.open("label").text(label + " ").open("select", "name", name);
    for (Choice one : choices) {
      if (one.value().equals(chosen)) {
        html.element("option", one.text(), "value", one.value(), "selected", "");
      } else {
        html.element("option", one.text(), "value", one.value());
      }
    }
    html.close().close();
  }

  /** What can be chosen. */
  record Choice(String value, String text) {}
}
