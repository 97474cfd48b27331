package io.github.rrm4j.report.section;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.report.page.Html;
import io.github.rrm4j.report.records.ReadJudgements;
import io.github.rrm4j.report.records.ShownJudgement;
import io.github.rrm4j.report.records.ShownPair;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Writes judgements to read, those of a pair below the beginning of its query, with filters by
 * outcome and by folder: for each its facts, the reason of its reward, and its text. The filters
 * are radio buttons and style rules, which need no script; the search by text has one.
 */
record JudgementViewer(Html html) {

  private static final List<String> OUTCOMES =
      Arrays.stream(Outcome.values()).map(one -> Word.of(one)).toList();
  private static final String THOUGHT = "</think>";

  void write(List<ReadJudgements> sources) {
    sources.forEach(this::note);
    if (sources.size() > 1) {
      fromWhere(sources);
    }
    outcomes(sources);
    search();
    html.element("p", "Printed are those that were open on the screen.", "class", "printed");
    html.open("div", "class", "rollouts");
    for (int i = 0; i < sources.size(); i++) {
      for (ShownPair pair : sources.get(i).pairs()) {
        html.open("div", "class", sources.size() > 1 ? "pair from-" + i : "pair");
        heading(pair);
        for (ShownJudgement one : pair.shown()) {
          rollout(sources.get(i), sources.size() > 1 ? i : -1, one);
        }
        html.close();
      }
    }
    html.close();
  }

  /** A field that the page's script unhides. */
  private void search() {
    html.open("p", "class", "search", "hidden", "");
    html.element("label", "With the text ", "for", "search");
    html.single("input", "type", "search", "id", "search", "autocomplete", "off");
    html.element("span", "", "id", "found", "aria-live", "polite").close();
  }

  /** The query of a pair, and how often it was judged in the whole file. */
  private void heading(ShownPair pair) {
    String name = pair.query().isEmpty() ? pair.id() : pair.query();
    if (name.isEmpty()) {
      return;
    }
    html.open("h3", "class", "query").text(name);
    if (!pair.id().isEmpty()) {
      String outcomes =
          pair.outcomes().entrySet().stream()
              .filter(some -> !some.getKey().isEmpty())
              .map(some -> Numbers.plain(some.getValue()) + " " + word(some.getKey()))
              .collect(Collectors.joining(", "));
      List<String> facts = new ArrayList<>();
      facts.add(pair.query().isEmpty() ? "" : pair.id());
      facts.add(Numbers.counted(pair.judged(), "judgement"));
      facts.add(outcomes);
      facts.add(pair.shown().size() < pair.judged() ? pair.shown().size() + " shown" : "");
      facts.removeIf(String::isEmpty);
      html.element("small", " " + String.join(" · ", facts));
    }
    html.close();
  }

  private void note(ReadJudgements source) {
    long total = source.total();
    long shown = source.shown().size();
    String file = source.file();
    html.element(
        "p",
        source.source()
            + ": "
            + (shown == total
                ? "all " + Numbers.plain(total) + " of " + file + "."
                : Numbers.plain(shown)
                    + " of the "
                    + Numbers.plain(total)
                    + " in "
                    + file
                    + ": some of each outcome, evenly spaced, some that flip when swapped, the longest, and others of the same pairs."),
        "class",
        "note");
  }

  /** Radio buttons for the folders, with one style rule per folder. */
  private void fromWhere(List<ReadJudgements> sources) {
    StringBuilder rules = new StringBuilder();
    filter("from", "all", "everywhere", "", true);
    for (int i = 0; i < sources.size(); i++) {
      filter("from", String.valueOf(i), sources.get(i).source(), "", false);
      rules.append(
          Text.format("#from-%d:checked ~ .rollouts .pair:not(.from-%d) {display: none}\n", i, i));
    }
    html.single("br").open("style").trusted(rules.toString()).close();
  }

  private void outcomes(List<ReadJudgements> sources) {
    Map<String, Long> counts = new TreeMap<>();
    sources.forEach(one -> one.counts().forEach((what, n) -> counts.merge(what, n, Long::sum)));
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    filter("show", "all", "all", Numbers.plain(all), true);
    for (String outcome : OUTCOMES) {
      if (counts.containsKey(outcome)) {
        filter("show", outcome, word(outcome), Numbers.plain(counts.get(outcome)), false);
      }
    }
    long flips = sources.stream().mapToLong(ReadJudgements::flips).sum();
    if (flips > 0) {
      filter("show", "flipped", "flipped when swapped", Numbers.plain(flips), false);
    }
    long longest = sources.stream().mapToLong(one -> one.longest().size()).sum();
    if (longest > 0) {
      filter("show", "longest", "longest", Numbers.plain(longest), false);
    }
  }

  /** A radio button; the style sheet hides the judgements it does not select. */
  private void filter(String group, String id, String label, String count, boolean checked) {
    String input = group + "-" + id;
    if (checked) {
      html.single("input", "type", "radio", "name", group, "id", input, "checked", "");
    } else {
      html.single("input", "type", "radio", "name", group, "id", input);
    }
    html.element("label", (label + " " + count).strip(), "for", input);
  }

  private static String word(String outcome) {
    return outcome.equals("correct") ? "right" : outcome;
  }

  private void rollout(ReadJudgements source, int from, ShownJudgement one) {
    List<String> classes = new ArrayList<>(List.of("rollout"));
    classes.add(OUTCOMES.contains(one.outcome()) ? one.outcome() : "other");
    if (source.flipped().contains(one.position())) {
      classes.add("flipped");
    }
    int rank = source.longest().indexOf(one.position());
    if (rank >= 0) {
      classes.add("longest");
    }
    if (from >= 0) {
      classes.add("from-" + from);
    }
    String all = String.join(" ", classes);
    if (rank >= 0) {
      html.open("details", "class", all, "style", "--rank: " + rank);
    } else {
      html.open("details", "class", all);
    }
    summary(source, from >= 0, one);
    reward(one);
    texts(one.words());
    html.close();
  }

  private void summary(ReadJudgements source, boolean several, ShownJudgement one) {
    html.open("summary");
    html.element(
        "span", one.outcome().isEmpty() ? "unknown" : word(one.outcome()), "class", "badge");
    if (several) {
      fact("from", source.source());
    }
    number("step", one, Unit.PLAIN::text);
    if (!one.section().isEmpty()) {
      fact("section", one.section());
    }
    if (!one.order().isEmpty()) {
      fact("order", one.order());
    }
    fact("verdict", one.verdict().isEmpty() ? Numbers.ABSENT : one.verdict());
    fact("gold", one.gold().isEmpty() ? Numbers.ABSENT : one.gold());
    number("reward", one, Numbers::signed);
    number("advantage", one, Numbers::signed);
    number("probability", one, Unit.SHARE::text);
    if (one.numbers().containsKey("thinking_tokens")) {
      fact("thinking", Numbers.plain(one.thinkingTokens()) + " tokens");
    }
    if (source.flipped().contains(one.position())) {
      html.element("span", "flips when swapped", "class", "flip");
    }
    html.close();
  }

  private void texts(ShownJudgement.Words words) {
    if (words.prompt().isEmpty() && words.completion().isEmpty()) {
      html.element("p", "Its text was not kept.", "class", "reason");
      return;
    }
    html.element("h4", "Prompt").element("pre", words.prompt(), "tabindex", "0");
    html.element("h4", "Completion");
    int thought = words.completion().lastIndexOf(THOUGHT);
    int answer = thought < 0 ? 0 : thought + THOUGHT.length();
    html.open("pre", "tabindex", "0");
    html.element("span", words.completion().substring(0, answer), "class", "thinking");
    html.text(words.completion().substring(answer)).close();
  }

  private void reward(ShownJudgement one) {
    if (!one.numbers().containsKey("reward")) {
      return;
    }
    html.open("p", "class", "reason").element("b", "Reward ");
    html.text(Numbers.signed(one.numbers().get("reward")));
    if (!one.parts().isEmpty()) {
      html.text(
          one.parts().entrySet().stream()
              .map(part -> part.getKey() + " " + Numbers.signed(part.getValue()))
              .collect(Collectors.joining(", ", " = ", "")));
    }
    html.text(one.words().reason().isEmpty() ? "" : " – " + one.words().reason()).close();
  }

  private void number(String name, ShownJudgement one, DoubleFunction<String> format) {
    if (one.numbers().containsKey(name)) {
      fact(name, format.apply(one.numbers().get(name)));
    }
  }

  private void fact(String name, String value) {
    html.open("span", "class", "fact").element("i", name).text(" " + value).close();
  }
}
