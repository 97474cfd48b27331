package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Side;

/**
 * A verdict compared with the gold side; every rollout has exactly one outcome. A tie is not the
 * gold. A pair that was too long to be asked about, or about which nothing was answered, has no
 * rollout; it counts as one without a readable verdict.
 */
public enum Outcome {
  CORRECT,
  WRONG,
  MALFORMED,
  TRUNCATED;

  public static Outcome of(Verdict verdict, Side gold) {
    return switch (verdict) {
      case FIRST, SECOND -> verdict == Verdict.of(gold) ? CORRECT : WRONG;
      case TIE -> WRONG;
      case MALFORMED, OVERLONG, FAILED -> MALFORMED;
      case TRUNCATED -> TRUNCATED;
    };
  }
}
