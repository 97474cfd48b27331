package io.github.rrm4j.report.paper;

import io.github.rrm4j.contracts.Word;

/** A part of the poster, in the order of the page. */
public enum Panel {
  BENCHMARK(
      "Judges, by section",
      "Accuracy in % with its 95 % interval: Wilson's where every item is right or wrong, else of a bootstrap"
          + " over items. By the rules of the benchmark's owners."),
  VOTES(
      "More votes on one pair",
      "Accuracy of a majority of k independent judgements, over all subsets of the stored ones."),
  COMPARISONS(
      "More comparisons in a tournament",
      "How often the right one of n responses takes the first place, over the comparisons of a query."),
  BUDGET(
      "More thinking",
      "Accuracy of one judgement whose thinking is ended by force after a budget of tokens."),
  ADAPTIVE(
      "Thinking where it is needed",
      "Mean thinking tokens of a judgement; nothing tells the judge how long to think."),
  ARENA(
      "DPO on labels of the judge",
      "A policy after DPO, by who labelled its training pairs: score in % against another policy, before a"
          + " judge in both orders (50 is even), and where the answers are known the share of right ones."),
  POLICY(
      "A policy trained with the judge's reward",
      "Accuracy of the policy on held-out prompts over the steps of its training."),
  SIZE("Larger judges", "The same training at several sizes of the model.");

  private final String title;
  private final String text;

  Panel(String title, String text) {
    this.title = title;
    this.text = text;
  }

  String title() {
    return title;
  }

  String text() {
    return text;
  }

  /** In ids and file keys. */
  String key() {
    return Word.of(this);
  }
}
