package io.github.rrm4j.judging;

import io.github.rrm4j.rewards.Verdict;

/**
 * One judgement of a pair.
 *
 * @param order in which the judge saw the pair
 * @param verdict for the sides of the pair's own order, or why there is none: malformed, truncated,
 *     overlong
 * @param text the whole judgement: thinking and answer
 * @param thinkingTokens tokens before the end of the thinking
 * @param tokens all tokens, the end-of-sequence token included
 * @param forced whether the thinking was ended by force
 */
public record Vote(
    Order order, Verdict verdict, String text, int thinkingTokens, int tokens, boolean forced) {}
