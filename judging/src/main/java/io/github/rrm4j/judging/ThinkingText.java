package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.ThinkingBudget;
import java.util.Arrays;
import java.util.OptionalInt;

/** How thinking is set off from what is asked before it and from the answer after it. */
final class ThinkingText {

  /** What ends the thinking. */
  static final String END = "</think>";

  private static final String START = "<think>";

  /** What closes the thinking that a template opens, for a judge that does not think. */
  private static final String NONE = "\n\n" + END + "\n\n";

  private final boolean thinks;
  private final Tokenizer tokenizer;
  private final OptionalInt end;

  /**
   * @param thinks whether the judge thinks before it answers
   */
  ThinkingText(boolean thinks, Tokenizer tokenizer) {
    this.thinks = thinks;
    this.tokenizer = tokenizer;
    this.end = tokenizer.id(END);
  }

  /** Whether the end of thinking is one token, so that the thinking has a length. */
  boolean endIsAToken() {
    return end.isPresent();
  }

  /** A rendered prompt after which no thinking comes. */
  String without(String prompt) {
    return starts(prompt) ? prompt.stripTrailing() + NONE : prompt;
  }

  /**
   * The token ids of a completion: the thinking, an answer after it, and the end of the sequence.
   *
   * @param prompt that it follows, which may end in {@code <think>}
   */
  int[] before(int[] prompt, String thinking, String said) {
    String answer = said + tokenizer.endToken();
    if (!thinks) {
      return tokenizer.encode(answer);
    }
    String opening = reopen(prompt).isEmpty() ? START + "\n" : "";
    return tokenizer.encode(opening + tokenizer.literal(thinking) + "\n" + END + "\n\n" + answer);
  }

  /** A budget under which thinking is ended as {@link #before} ends it. */
  ThinkingBudget budget(int tokens, int verdictTokens) {
    if (!thinks) {
      throw new InvalidInput(
          "thinking budget: this judge gives its verdict without thinking (judge.json); leave the"
              + " budget out");
    }
    return new ThinkingBudget(
        tokens,
        verdictTokens,
        end.orElseThrow(
            () ->
                new InvalidInput(
                    "thinking budget: "
                        + END
                        + " is several tokens of this model's tokenizer, must be one; add it to"
                        + " tokenizer.json")),
        tokenizer.encode("\n" + END + "\n\n"));
  }

  /**
   * A completion in parts.
   *
   * @param text with the {@code <think>} that the prompt may have ended in
   * @param thinking tokens before {@code </think>}; all of them where it never came
   * @param end tokens of text
   */
  record Split(String text, int thinking, int end) {}

  Split split(Rollout rollout) {
    int[] tokens = rollout.sequence().completion();
    int length = tokens.length;
    if (!rollout.truncated()) {
      length--; // the end-of-sequence token is no text
    }
    String text = tokenizer.decode(Arrays.copyOf(tokens, length));
    String opened = reopen(rollout.sequence().prompt()) + text;
    // thinking that was ended by force has ended there, whatever the judge writes afterwards
    int thinking =
        last(tokens, rollout.forced().map(Rollout.Span::to).orElse(length))
            .orElse(thinks ? length : 0);
    return new Split(opened, thinking, length);
  }

  /** A template may end in {@code <think>}: the completion then starts inside the thinking. */
  private String reopen(int[] prompt) {
    int[] tail = Arrays.copyOfRange(prompt, Math.max(0, prompt.length - 8), prompt.length);
    return starts(tokenizer.decode(tail)) ? START + "\n" : "";
  }

  private static boolean starts(String prompt) {
    return prompt.stripTrailing().endsWith(START);
  }

  /** The position of the last end of thinking before another position. */
  private OptionalInt last(int[] tokens, int before) {
    for (int i = before - 1; i >= 0 && end.isPresent(); i--) {
      if (tokens[i] == end.getAsInt()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
