package io.github.rrm4j.data.preparation;

import java.util.regex.Pattern;

/**
 * What a judge is shown of a response that thinks before it answers: the answer.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), the authors' preparation of candidates.
 * Differs: a response that begins inside its thinking (a {@code </think>} before any {@code
 * <think>}, as models write whose template opens the thinking) loses all before that tag; a
 * response of thinking alone counts as one that does not answer.
 */
public final class Thinking {

  /** What a response becomes whose thinking never ends, or is followed by nothing. */
  public static final String NO_ANSWER = "[NO ANSWER]";

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";
  private static final Pattern CLOSED = Pattern.compile("<think>.*?</think>\\s*", Pattern.DOTALL);

  private Thinking() {}

  /** A response without its thinking; the very same text where there is none. */
  public static String removed(String response) {
    int close = response.indexOf(CLOSE);
    int open = response.indexOf(OPEN);
    if (close < 0 && open < 0) {
      return response;
    }
    String opened = close >= 0 && (open < 0 || close < open) ? OPEN + response : response;
    String answer = CLOSED.matcher(opened).replaceAll("");
    return answer.contains(OPEN) || answer.isBlank() ? NO_ANSWER : answer;
  }
}
