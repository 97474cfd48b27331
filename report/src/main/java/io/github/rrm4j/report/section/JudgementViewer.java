package io.github.rrm4j.report.section;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.page.Html;
import io.github.rrm4j.report.records.ReadJudgements;
import io.github.rrm4j.report.records.ShownJudgement;
import io.github.rrm4j.report.records.ShownPair;
import io.github.rrm4j.statistics.table.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes judgements to read, those of a pair below the beginning of its query, with filters by
 * outcome and by folder: for each its facts, the reason of its reward, and its text. The filters
 * are radio buttons and style rules, which need no script; the search by text has one.
 */
final class JudgementViewer {

  private final Html html;
  private final JudgementWriter writer;

  JudgementViewer(Html html) {
    this.html = html;
    this.writer = new JudgementWriter(html);
  }

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
              .map(
                  some ->
                      Numbers.plain(some.getValue()) + " " + JudgementWriter.word(some.getKey()))
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
    for (String outcome : JudgementWriter.OUTCOMES) {
      if (counts.containsKey(outcome)) {
        filter(
            "show",
            outcome,
            JudgementWriter.word(outcome),
            Numbers.plain(counts.get(outcome)),
            false);
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

  private void rollout(ReadJudgements source, int from, ShownJudgement one) {
    List<String> classes = new ArrayList<>();
    boolean flips = source.flipped().contains(one.position());
    if (flips) {
      classes.add("flipped");
    }
    int rank = source.longest().indexOf(one.position());
    if (rank >= 0) {
      classes.add("longest");
    }
    if (from >= 0) {
      classes.add("from-" + from);
    }
    writer.open(one, classes, rank);
    writer.summary(one, from >= 0 ? source.source() : "", flips);
    writer.body(one);
    html.close();
  }
}
