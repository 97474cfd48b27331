package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.Verdict;
import java.util.Optional;

/** What one judgement said, for the responses in the order in which they were shown. */
public enum Answer {
  /** The response that was shown first is better. */
  FIRST,
  /** The response that was shown second is better. */
  SECOND,
  /** Neither is, which only judges say whose format has a word for it. */
  TIE,
  /** The judgement ended without a readable verdict. */
  MALFORMED,
  /** The judgement hit the token limit. */
  TRUNCATED,
  /** The judge was not asked: what it would have been shown is too long for it. */
  OVERLONG,
  /** Asked for, however often, and never answered; work that is resumed asks again. */
  FAILED;

  public static Answer of(Verdict verdict) {
    return switch (verdict) {
      case FIRST -> FIRST;
      case SECOND -> SECOND;
      case TIE -> TIE;
      case MALFORMED -> MALFORMED;
      case TRUNCATED -> TRUNCATED;
      case OVERLONG -> OVERLONG;
      case FAILED -> FAILED;
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

  /** What it is as a vote. */
  MajorityVote.Result vote() {
    return switch (this) {
      case FIRST -> MajorityVote.Result.FIRST;
      case SECOND -> MajorityVote.Result.SECOND;
      case TIE -> MajorityVote.Result.TIE;
      case MALFORMED, TRUNCATED, OVERLONG, FAILED -> MajorityVote.Result.UNREADABLE;
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
   * The answer of a word, or of a text with a marked verdict, as judges and their tools spell it.
   *
   * @return empty where it is not plain what it says
   */
  public static Optional<Answer> spelled(String text) {
    return Spelling.answer(text);
  }
}
