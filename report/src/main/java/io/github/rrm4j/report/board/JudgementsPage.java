package io.github.rrm4j.report.board;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.report.board.Pages.Choice;
import io.github.rrm4j.report.page.Html;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.page.SectionList;
import io.github.rrm4j.report.records.ReadJudgements;
import io.github.rrm4j.report.records.ShownJudgement;
import io.github.rrm4j.report.section.JudgementWriter;
import io.github.rrm4j.statistics.table.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** All judgements of a folder that a filter lets through, some on each page. */
final class JudgementsPage {

  private static final int EACH = 40; // on a page
  private static final int LAST = 250; // page; further ones are reached by the filter

  private final BoardFolder folder;
  private final JudgementFilter filter;
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final Map<String, Long> sections = new TreeMap<>();
  private final PriorityQueue<ShownJudgement> first;
  private long total;
  private long matching;
  private int unreadable;

  JudgementsPage(BoardFolder folder, JudgementFilter filter) {
    this.folder = folder;
    this.filter = filter;
    this.first = new PriorityQueue<>(filter.order().comparator().reversed());
  }

  ReportPage page() throws IOException {
    unreadable = ReadJudgements.each(folder.path(), this::add);
    List<Part> introduction = new ArrayList<>();
    introduction.add(new Part.Facts("", facts()));
    if (unreadable > 0) {
      introduction.add(
          new Part.Warning(
              Numbers.counted(unreadable, "line") + " could not be read and is not among them."));
    }
    introduction.add(Pages.home());
    introduction.add(
        new Part.Markup(
            html ->
                html.open("nav")
                    .element(
                        "a",
                        "Curves and tables of " + folder.name(),
                        "href",
                        Query.address(Board.VIEW, "of", folder.name()))
                    .close()));
    introduction.add(Pages.live());
    List<ShownJudgement> shown = shown();
    return new ReportPage(
        Pages.KIND,
        "Judgements of " + folder.name(),
        introduction,
        new SectionList()
            .add("filter", "Filter", List.of(new Part.Markup(this::form)))
            .add("list", "Judgements", List.of(new Part.Markup(html -> list(html, shown))))
            .sections());
  }

  private void add(ShownJudgement one) {
    total++;
    outcomes.merge(one.outcome(), 1L, Long::sum);
    sections.merge(one.section(), 1L, Long::sum);
    if (filter.matches(one)) {
      matching++;
      first.add(one);
      if (first.size() > Math.min(filter.page(), LAST) * EACH) {
        first.remove();
      }
    }
  }

  private List<String> facts() {
    return List.of(
        Text.format("%,d of %,d judgements", matching, total),
        filter.order().words(),
        Text.format("page %d of %d", number(), pages()));
  }

  private long pages() {
    return Math.max(1, Math.min(LAST, (matching + EACH - 1) / EACH));
  }

  private long number() {
    return Math.min(filter.page(), pages());
  }

  private List<ShownJudgement> shown() {
    List<ShownJudgement> sorted = new ArrayList<>(first);
    Collections.sort(sorted, filter.order().comparator());
    int from = (int) Math.min((number() - 1) * EACH, sorted.size());
    return sorted.subList(from, Math.min(from + EACH, sorted.size()));
  }

  private void form(Html html) {
    html.open("form", "class", "filter", "action", Board.JUDGEMENTS, "method", "get");
    html.single("input", "type", "hidden", "name", "of", "value", folder.name());
    choose(html, "outcome", outcomes, filter.outcome(), JudgementWriter::word);
    if (sections.size() > 1) {
      choose(html, "section", sections, filter.section(), one -> one);
    }
    number(html, "from", "from step ", filter.from());
    number(html, "to", "to step ", filter.to());
    text(html, "pair", "pair ", filter.pair());
    text(html, "text", "with the text ", filter.text());
    Pages.select(
        html,
        "order",
        "order",
        Arrays.stream(JudgementFilter.Sorting.values())
            .map(one -> new Choice(Word.of(one), one.words()))
            .toList(),
        Word.of(filter.order()));
    html.element("button", "Show", "type", "submit").close();
  }

  private static void choose(
      Html html, String name, Map<String, Long> counts, String chosen, UnaryOperator<String> word) {
    List<Choice> choices = new ArrayList<>(List.of(new Choice("", "all")));
    counts.forEach(
        (value, count) -> {
          if (!value.isEmpty()) {
            choices.add(new Choice(value, word.apply(value) + " " + Numbers.plain(count)));
          }
        });
    Pages.select(html, name, name, choices, chosen);
  }

  private static void text(Html html, String name, String label, String value) {
    html.open("label").text(label);
    html.single("input", "type", "search", "name", name, "value", value, "autocomplete", "off");
    html.close();
  }

  private static void number(Html html, String name, String label, OptionalInt value) {
    html.open("label").text(label);
    html.single(
        "input",
        "type",
        "number",
        "min",
        "0",
        "name",
        name,
        "value",
        value.isPresent() ? String.valueOf(value.getAsInt()) : "");
    html.close();
  }

  private void list(Html html, List<ShownJudgement> shown) {
    if (shown.isEmpty()) {
      html.element("p", "None passes the filter.", "class", "note");
    }
    JudgementWriter writer = new JudgementWriter(html);
    html.open("div", "class", "rollouts");
    for (ShownJudgement one : shown) {
      html.open("div", "class", "pair");
      writer.open(one, List.of(), -1);
      writer.summary(one, "", false);
      if (!one.pair().isEmpty()) {
        html.open("p", "class", "reason").text("Pair " + one.pair() + ". ");
        html.element("a", "Compare with others of this pair", "href", difference(one)).close();
      }
      writer.body(one);
      html.close().close();
    }
    html.close();
    turn(html);
  }

  private String difference(ShownJudgement one) {
    return new Query(Map.of("of", List.of(folder.name()), "pair", List.of(one.pair())))
        .with("left", "0-" + one.position())
        .address(Board.DIFFERENCE);
  }

  private void turn(Html html) {
    if (pages() == 1) {
      return;
    }
    html.open("nav", "aria-label", "pages");
    if (number() > 1) {
      html.element("a", "Previous page", "href", address(number() - 1), "rel", "prev");
    }
    if (number() < pages()) {
      html.element("a", "Next page", "href", address(number() + 1), "rel", "next");
    }
    html.close();
  }

  private String address(long page) {
    Map<String, List<String>> values = new TreeMap<>();
    values.put("of", List.of(folder.name()));
    values.put("outcome", List.of(filter.outcome()));
    values.put("section", List.of(filter.section()));
    values.put("pair", List.of(filter.pair()));
    values.put("text", List.of(filter.text()));
    filter.from().ifPresent(step -> values.put("from", List.of(String.valueOf(step))));
    filter.to().ifPresent(step -> values.put("to", List.of(String.valueOf(step))));
    values.put("order", List.of(Word.of(filter.order())));
    values.put("page", List.of(String.valueOf(page)));
    return new Query(values).address(Board.JUDGEMENTS);
  }
}
