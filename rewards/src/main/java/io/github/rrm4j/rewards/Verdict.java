package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Side;
import java.util.Optional;

/**
 * What a judge said about a pair: one of the two responses, that neither is better, or nothing that
 * can be read.
 */
public enum Verdict {
  /** Response 1 is better: {@code \boxed{Assistant 1}}. */
  FIRST,
  /** Response 2 is better: {@code \boxed{Assistant 2}}. */
  SECOND,
  /** Neither is better, which only a judge says whose format has a word for it. */
  TIE,
  /** The completion ended by itself and holds no readable verdict. */
  MALFORMED,
  /** The completion hit the token limit. */
  TRUNCATED,
  /** There is no completion: the prompt is too long for the model, and the judge was not asked. */
  OVERLONG,
  /**
   * There is no completion: whoever generates gave no answer, however often it was asked. It is not
   * final: work that is resumed asks again.
   */
  FAILED;

  public static Verdict of(Side side) {
    return side == Side.FIRST ? FIRST : SECOND;
  }

  /** The chosen side; empty if there is none to read. */
  public Optional<Side> side() {
    return switch (this) {
      case FIRST -> Optional.of(Side.FIRST);
      case SECOND -> Optional.of(Side.SECOND);
      case TIE, MALFORMED, TRUNCATED, OVERLONG, FAILED -> Optional.empty();
    };
  }
}
