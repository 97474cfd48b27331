package io.github.rrm4j.data.preparation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a judge is shown of a response that thinks before it answers: the answer.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), the authors' preparation of candidates.
 * Differs: only a {@code <think>} that opens the response is thinking, a tag that is mentioned
 * later is text; a response that begins inside its thinking (a {@code </think>} alone on its line
 * before any {@code <think>}, as models write whose template opens the thinking) loses all before
 * that tag; a response of thinking alone counts as one that does not answer.
 */
public final class Thinking {

  /** What a response becomes whose thinking never ends, or is followed by nothing. */
  public static final String NO_ANSWER = "[NO ANSWER]";

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";
  private static final Pattern CLOSE_ALONE = Pattern.compile("(?m)^[ \\t]*</think>[ \\t]*$");

  private Thinking() {}

  /** A response without its thinking; the very same text where there is none. */
  public static String removed(String response) {
    return split(response).answer();
  }

  /**
   * A response in two parts.
   *
   * @param thinking without its tags; empty where there is none
   * @param answer what follows, {@link #NO_ANSWER} where nothing does
   */
  public record Split(String thinking, String answer) {}

  /** A response, taken apart. */
  public static Split split(String response) {
    String rest = response;
    List<String> thinking = new ArrayList<>();
    Matcher close = CLOSE_ALONE.matcher(response);
    if (close.find() && !response.substring(0, close.start()).contains(OPEN)) {
      thinking.add(response.substring(0, close.start()));
      rest = response.substring(close.end()).stripLeading();
    }
    while (rest.stripLeading().startsWith(OPEN)) {
      String opened = rest.stripLeading().substring(OPEN.length());
      int end = opened.indexOf(CLOSE);
      thinking.add(end < 0 ? opened : opened.substring(0, end));
      rest = end < 0 ? "" : opened.substring(end + CLOSE.length()).stripLeading();
    }
    boolean none = rest.isBlank() && !response.isBlank();
    return new Split(String.join("\n", thinking).strip(), none ? NO_ANSWER : rest);
  }
}
