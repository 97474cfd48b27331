package io.github.rrm4j.judging;

import io.github.rrm4j.rewards.Verdict;
import java.util.Optional;

/**
 * What a judge wrote to an {@link Inquiry}.
 *
 * @param text the whole completion: thinking and answer
 * @param answer what stands after the thinking; empty where there is nothing to read
 * @param none why there is no answer to read: malformed (the thinking is not as it must be),
 *     truncated, overlong, failed; empty where there is one
 * @param thinkingTokens tokens before the end of the thinking; 0 where an API does not say
 * @param tokens all tokens, the end-of-sequence token included
 * @param usage what an API took; empty of a judge whose tokens are known
 */
record Completed(
    String text,
    Optional<String> answer,
    Optional<Verdict> none,
    int thinkingTokens,
    int tokens,
    Optional<ApiUsage> usage) {

  /**
   * A completion that is there.
   *
   * @param answer empty where the thinking is not as it must be
   */
  static Completed of(
      String text,
      boolean truncated,
      Optional<String> answer,
      int thinkingTokens,
      int tokens,
      Optional<ApiUsage> usage) {
    Optional<String> readable = truncated ? Optional.empty() : answer;
    Optional<Verdict> none =
        readable.isPresent()
            ? Optional.empty()
            : Optional.of(truncated ? Verdict.TRUNCATED : Verdict.MALFORMED);
    return new Completed(text, readable, none, thinkingTokens, tokens, usage);
  }

  /**
   * Of an inquiry without a completion.
   *
   * @param why overlong or failed
   */
  static Completed none(Verdict why) {
    return new Completed("", Optional.empty(), Optional.of(why), 0, 0, Optional.empty());
  }
}
