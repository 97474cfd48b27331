package io.github.rrm4j.judging;

import io.github.rrm4j.rewards.StatedConfidence;
import io.github.rrm4j.rewards.Verdict;
import java.util.OptionalDouble;

/**
 * One completion of a judge, read.
 *
 * @param text the completion, with the {@code <think>} that the prompt may have ended in
 * @param verdict what it decided
 * @param thinkingTokens tokens before {@code </think>}; all of them where it never came
 * @param verdictTokens tokens after {@code </think>}
 */
public record Judgement(String text, Verdict verdict, int thinkingTokens, int verdictTokens) {

  /** The confidence that it states with a verdict that can be read; empty where there is none. */
  public OptionalDouble confidence() {
    boolean readable = verdict.side().isPresent() || verdict == Verdict.TIE;
    return readable ? StatedConfidence.read(text) : OptionalDouble.empty();
  }
}
