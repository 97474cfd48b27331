package io.github.rrm4j.evaluation.report;

import io.github.rrm4j.rewards.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Judgements to read: a filter by outcome and, for each, its reward, its reason and its text. */
final class RolloutViewer {

  private static final List<String> OUTCOMES =
      Arrays.stream(Outcome.values()).map(one -> one.name().toLowerCase(Locale.ROOT)).toList();
  private static final String THOUGHT = "</think>";

  private final Html html;

  RolloutViewer(Html html) {
    this.html = html;
  }

  void write(List<RolloutLine> rollouts, Map<String, Long> counts) {
    if (rollouts.isEmpty()) {
      return;
    }
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    html.open("section", "id", "rollouts").element("h2", "Judgements");
    html.element(
        "p",
        rollouts.size() == total
            ? "All " + total + " of rollouts.jsonl."
            : Numbers.plain(rollouts.size())
                + " of the "
                + Numbers.plain(total)
                + " in rollouts.jsonl, evenly spaced within each outcome.",
        "class",
        "note");
    filter("all", "all", total, true);
    for (String outcome : OUTCOMES) {
      if (counts.containsKey(outcome)) {
        filter(outcome, outcome, counts.get(outcome), false);
      }
    }
    html.open("div", "class", "rollouts");
    rollouts.forEach(this::rollout);
    html.close().close();
  }

  /** A radio button; the style sheet hides what the checked one does not name. */
  private void filter(String id, String label, long count, boolean checked) {
    String input = "show-" + id;
    if (checked) {
      html.single("input", "type", "radio", "name", "show", "id", input, "checked", "");
    } else {
      html.single("input", "type", "radio", "name", "show", "id", input);
    }
    html.element("label", label + " " + Numbers.plain(count), "for", input);
  }

  private void rollout(RolloutLine one) {
    String outcome = OUTCOMES.contains(one.outcome()) ? one.outcome() : "other";
    html.open("details", "class", "rollout " + outcome).open("summary");
    html.element("span", one.outcome().isEmpty() ? "unknown" : one.outcome(), "class", "badge");
    fact("step", Numbers.of(one.numbers(), "step", Numbers::plain));
    if (!one.section().isEmpty()) {
      fact("section", one.section());
    }
    fact("verdict", one.verdict().isEmpty() ? "–" : one.verdict());
    fact("gold", one.gold().isEmpty() ? "–" : one.gold());
    fact("reward", Numbers.of(one.numbers(), "reward", Numbers::signed));
    fact("advantage", Numbers.of(one.numbers(), "advantage", Numbers::signed));
    fact("thinking", Numbers.of(one.numbers(), "thinking_tokens", Numbers::plain) + " tokens");
    html.close();
    reward(one);
    html.element("h4", "Prompt").element("pre", one.prompt(), "tabindex", "0");
    html.element("h4", "Completion");
    int thought = one.completion().lastIndexOf(THOUGHT);
    int answer = thought < 0 ? 0 : thought + THOUGHT.length();
    html.open("pre", "tabindex", "0");
    html.element("span", one.completion().substring(0, answer), "class", "thinking");
    html.text(one.completion().substring(answer)).close();
    html.close();
  }

  private void reward(RolloutLine one) {
    html.open("p", "class", "reason").element("b", "Reward ");
    html.text(Numbers.of(one.numbers(), "reward", Numbers::signed));
    if (!one.parts().isEmpty()) {
      html.text(
          one.parts().entrySet().stream()
              .map(part -> part.getKey() + " " + Numbers.signed(part.getValue()))
              .collect(Collectors.joining(", ", " = ", "")));
    }
    html.text(one.reason().isEmpty() ? "" : " – " + one.reason()).close();
  }

  private void fact(String name, String value) {
    html.open("span", "class", "fact").element("i", name).text(" " + value).close();
  }
}
