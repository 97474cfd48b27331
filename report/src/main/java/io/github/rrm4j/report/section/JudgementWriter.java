package io.github.rrm4j.report.section;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.report.page.Html;
import io.github.rrm4j.report.records.ShownJudgement;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Writes one judgement: its facts in a line, and behind it the reason of its reward and its text.
 */
public record JudgementWriter(Html html) {

  /** The outcomes that a page colors. */
  public static final List<String> OUTCOMES =
      Arrays.stream(Outcome.values()).map(one -> Word.of(one)).toList();

  private static final String THOUGHT = "</think>";

  /** What a page calls an outcome. */
  public static String word(String outcome) {
    return outcome.equals("correct") ? "right" : outcome.isEmpty() ? "unknown" : outcome;
  }

  /**
   * Opens the element of a judgement; whoever calls closes it.
   *
   * @param classes beside that of its outcome
   * @param rank its place by length, from 0; negative where it has none
   */
  public void open(ShownJudgement one, List<String> classes, int rank) {
    List<String> all = new ArrayList<>(List.of("rollout"));
    all.add(OUTCOMES.contains(one.outcome()) ? one.outcome() : "other");
    all.addAll(classes);
    if (rank >= 0) {
      html.open("details", "class", String.join(" ", all), "style", "--rank: " + rank);
    } else {
      html.open("details", "class", String.join(" ", all));
    }
  }

  /**
   * The line that is always seen.
   *
   * @param source the folder that it is from; empty where there is one only
   * @param flips whether the judgement in the other order chose the other response
   */
  public void summary(ShownJudgement one, String source, boolean flips) {
    html.open("summary");
    facts(one, source);
    if (flips) {
      html.element("span", "flips when swapped", "class", "flip");
    }
    html.close();
  }

  /** What is known of a judgement, in a line. */
  public void facts(ShownJudgement one, String source) {
    html.element("span", word(one.outcome()), "class", "badge");
    if (!source.isEmpty()) {
      fact("from", source);
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
  }

  /** The parts and the reason of its reward, its prompt and its completion. */
  public void body(ShownJudgement one) {
    reward(one);
    texts(one.words());
  }

  private void texts(ShownJudgement.Words words) {
    if (words.prompt().isEmpty() && words.completion().isEmpty()) {
      html.element("p", "Its text was not kept.", "class", "reason");
      return;
    }
    html.element("h4", "Prompt").element("pre", words.prompt(), "tabindex", "0");
    html.element("h4", "Completion");
    int answer = answer(words.completion());
    html.open("pre", "tabindex", "0");
    html.element("span", words.completion().substring(0, answer), "class", "thinking");
    html.text(words.completion().substring(answer)).close();
  }

  /** Where the answer of a completion begins, behind its thinking. */
  public static int answer(String completion) {
    int thought = completion.lastIndexOf(THOUGHT);
    return thought < 0 ? 0 : thought + THOUGHT.length();
  }

  /** The reward with its parts and its reason; nothing where there is none. */
  public void reward(ShownJudgement one) {
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
