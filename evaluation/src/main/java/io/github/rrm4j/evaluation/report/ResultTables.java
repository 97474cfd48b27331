package io.github.rrm4j.evaluation.report;

import io.github.rrm4j.evaluation.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The first and the last evaluation of each name and mode, with intervals, as tables. */
final class ResultTables {

  /** The first and the last evaluation of one name and mode; the same one if there is only one. */
  private record Span(EvaluationLine first, EvaluationLine last) {}

  private static final String INTERVAL =
      Math.round(100 * Evaluation.CONFIDENCE) + "\u00a0%\u00a0interval";

  private final Html html;

  ResultTables(Html html) {
    this.html = html;
  }

  void write(List<EvaluationLine> evaluations) {
    if (evaluations.isEmpty()) {
      return;
    }
    Map<String, Span> spans = new LinkedHashMap<>();
    evaluations.forEach(
        one ->
            spans.merge(
                one.title(), new Span(one, one), (old, now) -> new Span(old.first(), now.last())));
    html.open("section", "id", "results").element("h2", "Results");
    cards(spans);
    overall(spans);
    sections(spans);
    html.close();
  }

  private void cards(Map<String, Span> spans) {
    html.open("div", "class", "cards");
    spans.forEach(
        (title, span) -> {
          Map<String, Double> now = span.last().numbers();
          html.open("div", "class", "card").element("span", "Accuracy, " + title);
          html.element("b", Numbers.of(now, "accuracy", Numbers::share));
          html.open("small");
          if (now.containsKey("accuracy_low") && now.containsKey("accuracy_high")) {
            html.text(
                Numbers.share(now.get("accuracy_low"))
                    + " to "
                    + Numbers.share(now.get("accuracy_high")));
          }
          if (span.first() != span.last()) {
            html.text(
                ", at first " + Numbers.of(span.first().numbers(), "accuracy", Numbers::share));
          }
          html.close().close();
        });
    html.close();
  }

  private void overall(Map<String, Span> spans) {
    table(
        List.of("Evaluation", "Mode", "Step"),
        List.of(
            "Accuracy [" + INTERVAL + "]",
            "n",
            "Swap consistency",
            "Position bias",
            "Malformed",
            "Truncated",
            "Thinking tokens"));
    spans.forEach(
        (title, span) -> {
          if (span.first() != span.last()) {
            overall(span.first(), "first");
          }
          overall(span.last(), "last");
        });
    html.close().close().close();
  }

  private void overall(EvaluationLine one, String age) {
    Map<String, Double> numbers = one.numbers();
    html.open("tr", "class", age);
    html.element("th", one.name(), "scope", "row").element("td", one.mode());
    String step = Numbers.of(numbers, "step", Numbers::plain);
    html.element("td", one.stage().isEmpty() ? step : one.stage() + " " + step);
    number(Numbers.share(numbers, "accuracy", "accuracy_low", "accuracy_high"));
    number(Numbers.of(numbers, "n", Numbers::plain));
    number(Numbers.of(numbers, "swap_consistency", Numbers::share));
    number(Numbers.of(numbers, "position_bias", Numbers::signedShare));
    number(Numbers.of(numbers, "malformed_frac", Numbers::share));
    number(Numbers.of(numbers, "truncated_frac", Numbers::share));
    number(Numbers.of(numbers, "thinking_mean", Numbers::plain));
    html.close();
  }

  private void sections(Map<String, Span> spans) {
    Set<String> sections = new LinkedHashSet<>();
    spans.values().forEach(span -> sections.addAll(span.last().sections().keySet()));
    if (sections.isEmpty()) {
      return;
    }
    List<String> columns = new ArrayList<>();
    spans.forEach(
        (title, span) -> {
          if (!span.last().sections().isEmpty()) {
            columns.add(title + ": accuracy [" + INTERVAL + "]");
            columns.add("n");
            columns.add("Thinking tokens");
          }
        });
    html.element("h3", "By section, last evaluation");
    table(List.of("Section"), columns);
    for (String section : sections) {
      html.open("tr").element("th", section, "scope", "row");
      spans.forEach(
          (title, span) -> {
            if (!span.last().sections().isEmpty()) {
              Map<String, Double> numbers = span.last().sections().getOrDefault(section, Map.of());
              number(Numbers.share(numbers, "accuracy", "low", "high"));
              number(Numbers.of(numbers, "n", Numbers::plain));
              number(Numbers.of(numbers, "thinking_mean", Numbers::plain));
            }
          });
      html.close();
    }
    html.close().close().close();
  }

  /** Opens a table up to its body; the caller closes body, table and frame. */
  private void table(List<String> texts, List<String> numbers) {
    html.open("div", "class", "scroll", "tabindex", "0").open("table").open("thead").open("tr");
    texts.forEach(column -> html.element("th", column, "scope", "col"));
    numbers.forEach(column -> html.element("th", column, "scope", "col", "class", "number"));
    html.close().close().open("tbody");
  }

  private void number(String text) {
    html.element("td", text, "class", "number");
  }
}
