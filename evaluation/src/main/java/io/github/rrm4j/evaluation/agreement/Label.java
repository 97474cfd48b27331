package io.github.rrm4j.evaluation.agreement;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.Optional;

/** Which response of a pair is better, as an ordinal scale: a tie lies between the two. */
public enum Label {
  FIRST,
  TIE,
  SECOND;

  /** The label of an answer; empty where it says nothing. */
  public static Optional<Label> of(Answer answer) {
    return switch (answer) {
      case FIRST -> Optional.of(FIRST);
      case SECOND -> Optional.of(SECOND);
      case TIE -> Optional.of(TIE);
      case MALFORMED, TRUNCATED, OVERLONG, FAILED -> Optional.empty();
    };
  }

  /** The label of what votes decide; empty where none can be read. */
  static Optional<Label> of(Result result) {
    return switch (result) {
      case FIRST -> Optional.of(FIRST);
      case SECOND -> Optional.of(SECOND);
      case TIE -> Optional.of(TIE);
      case SPLIT, UNREADABLE -> Optional.empty();
    };
  }

  /** The same of the responses in the other order. */
  public Label swapped() {
    return switch (this) {
      case FIRST -> SECOND;
      case TIE -> TIE;
      case SECOND -> FIRST;
    };
  }

  /** The word in files: {@code first}, ... */
  public String word() {
    return Word.of(this);
  }
}
