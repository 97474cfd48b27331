package io.github.rrm4j.rollout;

import io.github.rrm4j.model.TokenSequence;
import java.util.Optional;

/**
 * One sampled completion.
 *
 * @param sequence the prompt and the completion's ids, the end-of-sequence id included where it
 *     came
 * @param logprobs nats, of each id of the completion under the distribution that it was sampled
 *     from; NaN where the id was forced, or where a server gave none
 * @param finish why it ended
 * @param forced the positions whose ids were not sampled; empty where all were
 */
public record Rollout(
    TokenSequence sequence, float[] logprobs, Finish finish, Optional<Span> forced) {

  /** Why a completion ended. */
  public enum Finish {
    /** An end-of-sequence token was drawn. */
    STOP,
    /** The limit of new tokens was reached first. */
    LENGTH,
    /** It went in circles, and was cut off. */
    REPETITION
  }

  /**
   * Neighbouring positions of a completion.
   *
   * @param from the first
   * @param to the one after the last
   */
  public record Span(int from, int to) {}

  /** A completion of which every id was sampled. */
  public Rollout(TokenSequence sequence, float[] logprobs, Finish finish) {
    this(sequence, logprobs, finish, Optional.empty());
  }

  /** Whether the completion was cut off. */
  public boolean truncated() {
    return finish != Finish.STOP;
  }
}
