package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.Verdict;
import java.util.Locale;
import java.util.Optional;

/** What one judgement said, for the responses in the order in which they were shown. */
public enum Answer {
  /** The response that was shown first is better. */
  FIRST,
  /** The response that was shown second is better. */
  SECOND,
  /** Neither is; our own judge never says so, other judges may. */
  TIE,
  /** The judgement ended without a readable verdict. */
  MALFORMED,
  /** The judgement hit the token limit. */
  TRUNCATED;

  public static Answer of(Verdict verdict) {
    return switch (verdict) {
      case FIRST -> FIRST;
      case SECOND -> SECOND;
      case MALFORMED -> MALFORMED;
      case TRUNCATED -> TRUNCATED;
    };
  }

  public static Answer of(Side side) {
    return side == Side.FIRST ? FIRST : SECOND;
  }

  /** The chosen side; empty where neither is. */
  public Optional<Side> side() {
    return switch (this) {
      case FIRST -> Optional.of(Side.FIRST);
      case SECOND -> Optional.of(Side.SECOND);
      default -> Optional.empty();
    };
  }

  /** Whether it says anything: a side or a tie. */
  public boolean readable() {
    return this == FIRST || this == SECOND || this == TIE;
  }

  /** The same answer about the responses in the other order. */
  public Answer swapped() {
    return switch (this) {
      case FIRST -> SECOND;
      case SECOND -> FIRST;
      default -> this;
    };
  }

  /** The word in files: {@code first}, ... */
  public String word() {
    return Word.of(this);
  }

  /**
   * The answer of a word as judges and their tools spell it.
   *
   * @return empty for another word
   */
  public static Optional<Answer> spelled(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    while (word.startsWith("[") && word.endsWith("]") && word.length() > 1) {
      word = word.substring(1, word.length() - 1).strip();
    }
    return switch (word) {
      case "1",
          "a",
          "first",
          "a>b",
          "a>>b",
          "assistant 1",
          "assistant a",
          "model_a",
          "response_1" ->
          Optional.of(FIRST);
      case "2",
          "b",
          "second",
          "b>a",
          "b>>a",
          "assistant 2",
          "assistant b",
          "model_b",
          "response_2" ->
          Optional.of(SECOND);
      case "0", "tie", "c", "a=b", "b=a", "neither", "both" -> Optional.of(TIE);
      case "malformed", "unreadable", "none", "null", "error", "" -> Optional.of(MALFORMED);
      case "truncated", "length" -> Optional.of(TRUNCATED);
      default -> Optional.empty();
    };
  }
}
