package io.github.rrm4j.data.preparation;

import io.github.rrm4j.contracts.Word;
import java.util.Locale;

/** What preparation finds in a pair: a reason to leave it out, or a change that is made to it. */
public enum Finding {
  /** The row says that no response is better. */
  TIE(true, "have no better response and are left out"),
  /** The query is white space. */
  EMPTY_QUERY(true, "have an empty query and are left out"),
  /** Nothing distinguishes the responses, perhaps only after thinking was removed or text cut. */
  EQUAL_RESPONSES(true, "have two equal responses and are left out"),
  /** The better response never ends its thinking, or is nothing else. */
  NO_BETTER_ANSWER(true, "have a better response that never ends its thinking and are left out"),
  /** An earlier pair has the same query, chosen and rejected response. */
  DUPLICATE(true, "stand there already and are left out"),
  /** The prompt is longer than the limit. */
  LONG_PROMPT(true, "have a prompt longer than data.max_prompt_tokens (%d) and are left out"),
  /** Thinking was removed from a response. */
  THINKING(false, "have a response with thinking, which is removed"),
  /** A response whose thinking never ends, or is all there is. */
  NO_ANSWER(false, "have a response that never ends its thinking, now " + Thinking.NO_ANSWER),
  /** A response lost its beginning. */
  CUT(false, "have a response that is cut to its last tokens");

  private final boolean leftOut;
  private final String wording;

  Finding(boolean leftOut, String wording) {
    this.leftOut = leftOut;
    this.wording = wording;
  }

  /** Whether such a pair is left out. */
  public boolean leftOut() {
    return leftOut;
  }

  /** The name in files. */
  public String key() {
    return Word.of(this);
  }

  /** Completes "3 of 10 ...". */
  String wording(int maxPromptTokens) {
    return String.format(Locale.ROOT, wording, maxPromptTokens);
  }
}
