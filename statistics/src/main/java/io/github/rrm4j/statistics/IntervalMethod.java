package io.github.rrm4j.statistics;

import io.github.rrm4j.contracts.Word;

/** How an interval was made: what its label says in files, tables and reports. */
public enum IntervalMethod {
  /** Wilson's score interval of independent trials. */
  WILSON("Wilson"),
  /** Wilson's score interval of as many trials as the clustered ones are worth. */
  WILSON_EFFECTIVE("Wilson, effective trials"),
  /** Percentiles of a bootstrap over items: pairs, prompts, queries. */
  BOOTSTRAP("bootstrap over items"),
  /** Percentiles of a bootstrap over the games of a tournament, or of an arena. */
  BOOTSTRAP_GAMES("bootstrap over games"),
  /** Bonett and Price's of the difference of two shares of the same items. */
  BONETT_PRICE("Bonett-Price"),
  /** Newcombe's of the difference of two independent shares. */
  NEWCOMBE("Newcombe"),
  /** Student's t of a mean. */
  STUDENT("Student"),
  /** The normal approximation of an estimate. */
  NORMAL("normal approximation"),
  /**
   * A bootstrap saw no spread, since all items say the same: as far as {@link Interval#orReach}
   * says.
   */
  REACH("no spread, Wilson's reach"),
  /** The wider end, on each side, of Student's over repetitions and of one over trials. */
  WIDEST("wider of Student's and over trials"),
  /** All that is possible: nothing was measured that would narrow it. */
  EVERYTHING("all that is possible");

  private final String label;

  IntervalMethod(String label) {
    this.label = label;
  }

  /** For a person, in a label. */
  public String label() {
    return label;
  }

  /** The word in files. */
  public String word() {
    return Word.of(this);
  }
}
