package io.github.rrm4j.evaluation.text;

import io.github.rrm4j.model.TokenSequence;

/**
 * Token ids of one line.
 *
 * @param id the line's
 * @param prompt what is given; empty where a text is scored from its start
 * @param completion what is scored; empty where it is yet to be generated
 */
public record Passage(String id, int[] prompt, int[] completion) {

  public int length() {
    return prompt.length + completion.length;
  }

  /** Tokens of the completion that have a log-prob: the first token of a text has none. */
  public int scored() {
    return prompt.length > 0 ? completion.length : completion.length - 1;
  }

  /** The passage as what comes first and what is predicted from it; at least one of each. */
  TokenSequence sequence() {
    if (prompt.length > 0) {
      return new TokenSequence(prompt, completion);
    }
    int[] rest = new int[completion.length - 1];
    System.arraycopy(completion, 1, rest, 0, rest.length);
    return new TokenSequence(new int[] {completion[0]}, rest);
  }
}
