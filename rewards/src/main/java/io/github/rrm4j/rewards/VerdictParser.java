package io.github.rrm4j.rewards;

import java.util.Optional;

/**
 * Reads the verdict of a judge: what stands after the last {@code </think>}, in its format.
 *
 * <p>Source: Guo et al., "Reward Reasoning Model", arXiv 2505.14674, and the authors' reward code.
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>A completion that hit the token limit is {@link Verdict#TRUNCATED}, whatever it holds.
 *   <li>The text must hold {@code <think>} and, after it, {@code </think>}.
 *   <li>Of {@link VerdictFormat#BOXED} the last <code>\boxed&#123;</code> after the last {@code
 *       </think>} counts, up to the brace that closes it. If nothing closes it, no earlier box
 *       stands in for it. Its content is {@code Assistant 1} or {@code Assistant 2}. White space
 *       around the name and one {@code \text{...}} around it are tolerated; nothing else is.
 *   <li>Everything else is {@link Verdict#MALFORMED}.
 * </ul>
 *
 * <p>The time is linear in the length of the text.
 *
 * @param format how the verdict is written
 * @param requireThinking false for a judge that answers without thinking (the paper's DirectJudge),
 *     or that hides it: a text with neither {@code <think>} nor {@code </think>} is then searched
 *     as a whole; a text with either of them is held to the rules above
 */
public record VerdictParser(VerdictFormat format, boolean requireThinking) {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  /** The parser of a judge that puts its verdict in a box. */
  public VerdictParser(boolean requireThinking) {
    this(VerdictFormat.BOXED, requireThinking);
  }

  /**
   * Reads one completion.
   *
   * @param completionWithThink the completion, with {@code <think>} put back in front if the prompt
   *     ended in it
   * @param truncated whether the completion hit the token limit
   */
  public Verdict parse(String completionWithThink, boolean truncated) {
    if (truncated) {
      return Verdict.TRUNCATED;
    }
    return answer(completionWithThink).map(format::read).orElse(Verdict.MALFORMED);
  }

  /**
   * What stands after the thinking of a completion that ended by itself.
   *
   * @return empty where the thinking is not as it must be
   */
  public Optional<String> answer(String completionWithThink) {
    int open = completionWithThink.indexOf(OPEN);
    int close = completionWithThink.lastIndexOf(CLOSE);
    boolean thought = open >= 0 && close > open;
    boolean direct = !requireThinking && open < 0 && close < 0;
    return thought || direct
        ? Optional.of(completionWithThink.substring(thought ? close + CLOSE.length() : 0))
        : Optional.empty();
  }
}
