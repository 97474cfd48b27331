package io.github.rrm4j.evaluation.arena;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.Reply;
import java.util.Optional;

/**
 * A prompt and what both policies wrote to it.
 *
 * @param a the reply of policy A
 * @param b the reply of policy B
 */
public record ArenaMatch(PromptWithAnswer asked, Reply a, Reply b) {

  /** Whether a judge would be shown the same twice: a tie without asking. */
  boolean same() {
    return a.shown().equals(b.shown());
  }

  /** What a judge is shown, A first. */
  public OpenPair pair() {
    return new OpenPair(
        asked.prompt().id(), asked.prompt().query(), a.shown(), b.shown(), Optional.empty());
  }
}
