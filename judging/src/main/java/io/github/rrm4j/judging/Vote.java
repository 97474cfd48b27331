package io.github.rrm4j.judging;

import io.github.rrm4j.rewards.Verdict;
import java.util.Optional;

/**
 * One judgement of a pair.
 *
 * @param order in which the judge saw the pair
 * @param verdict for the sides of the pair's own order, or why there is none: malformed, truncated,
 *     overlong, failed
 * @param text the whole judgement: thinking and answer
 * @param thinkingTokens tokens before the end of the thinking; 0 where an API does not say
 * @param tokens all tokens, the end-of-sequence token included
 * @param forced whether the thinking was ended by force
 * @param usage what an API took for it; empty of a judge whose tokens are known
 */
public record Vote(
    Order order,
    Verdict verdict,
    String text,
    int thinkingTokens,
    int tokens,
    boolean forced,
    Optional<ApiUsage> usage) {

  /** The same judgement, of which another verdict counts. */
  Vote saying(Verdict other) {
    return new Vote(order, other, text, thinkingTokens, tokens, forced, usage);
  }

  /** A judgement of a judge whose tokens are known. */
  public Vote(
      Order order, Verdict verdict, String text, int thinkingTokens, int tokens, boolean forced) {
    this(order, verdict, text, thinkingTokens, tokens, forced, Optional.empty());
  }
}
