package io.github.rrm4j.rollout;

import io.github.rrm4j.model.TokenSequence;

/**
 * One sampled completion.
 *
 * @param sequence the prompt and the sampled ids, the end-of-sequence id included where it came
 * @param logprobs nats, of each sampled id under the distribution that it was sampled from
 * @param finish why it ended
 */
public record Rollout(TokenSequence sequence, float[] logprobs, Finish finish) {

  /** Why a completion ended. */
  public enum Finish {
    /** An end-of-sequence token was drawn. */
    STOP,
    /** The limit of new tokens was reached first. */
    LENGTH
  }

  /** Whether the completion was cut off by the limit. */
  public boolean truncated() {
    return finish == Finish.LENGTH;
  }
}
