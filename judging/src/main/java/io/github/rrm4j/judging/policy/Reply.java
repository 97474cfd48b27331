package io.github.rrm4j.judging.policy;

import io.github.rrm4j.data.preparation.Thinking;

/**
 * What a policy wrote to a query.
 *
 * @param thinking the text inside the first {@code <think> ... </think>}, or after a {@code
 *     <think>} that never ends; empty where there is none
 * @param answer the text without thinking, {@link Thinking#NO_ANSWER} where the thinking never ends
 *     or nothing follows it
 * @param tokens of the completion, the end-of-sequence token included
 * @param finished whether the policy ended it; if not, it was cut off by the token limit
 */
public record Reply(String thinking, String answer, int tokens, boolean finished) {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  /**
   * Takes a text apart.
   *
   * @param text a completion, with the {@code <think>} that its prompt may have opened
   */
  public static Reply of(String text, int tokens, boolean finished) {
    Thinking.Split parts = Thinking.split(text);
    return new Reply(parts.thinking(), parts.answer().strip(), tokens, finished);
  }

  /** Whether it ended and there is an answer in it: what may be judged, and what may be right. */
  public boolean answers() {
    return finished && !answer.equals(Thinking.NO_ANSWER) && !answer.isBlank();
  }

  /** What a judge is shown of it: {@link Thinking#NO_ANSWER} where it does not answer. */
  public String shown() {
    return answers() ? answer : Thinking.NO_ANSWER;
  }

  /** The whole of it as one text, from which {@link #of} makes the same reply again. */
  public String text() {
    return text(thinking, answer);
  }

  /** Thinking and answer as one text; the answer alone where there is no thinking. */
  public static String text(String thinking, String answer) {
    return thinking.isEmpty() ? answer : OPEN + "\n" + thinking + "\n" + CLOSE + "\n\n" + answer;
  }
}
