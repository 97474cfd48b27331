package io.github.rrm4j.data.preparation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a response that is too long down to its last tokens, where its answer stands.
 *
 * <p>Source: Guo et al. 2025 (Reward Reasoning Model), the authors' preparation of candidates: each
 * response keeps its last (prompt limit - 200) / 2 tokens. The cut is made between two tokens of
 * the response and two characters; what is left, tokenised again, is never longer than the limit.
 *
 * @param text the tokenizer of the judge
 * @param tokens how many a response keeps at most
 */
public record ResponseTail(TokenText text, int tokens) {

  /** Where a tokenizer rewrites text, how many cuts are tried for one that leaves it as it is. */
  private static final int EXACT_CUTS = 16;

  /**
   * The tail for a prompt limit.
   *
   * @param reserve tokens of the limit that are left to the query and the template
   */
  public static ResponseTail of(TokenText text, int promptLimit, int reserve) {
    return new ResponseTail(text, (promptLimit - reserve) / 2);
  }

  /** The response, or the last tokens of it. */
  public String of(String response) {
    if (response.length() <= tokens && response.getBytes(StandardCharsets.UTF_8).length <= tokens) {
      return response; // a token is a byte at least
    }
    int[] ids = text.encode(response);
    if (ids.length <= tokens) {
      return response;
    }
    int first = ids.length - tokens;
    for (int start = first; start < ids.length; start++) {
      String tail = text.decode(Arrays.copyOfRange(ids, start, ids.length));
      boolean exact = response.endsWith(tail);
      String whole = tail.replaceFirst("^\uFFFD+", ""); // what is left of a character cut in two
      if ((exact || start - first >= EXACT_CUTS) && text.encode(whole).length <= tokens) {
        return whole;
      }
    }
    return "";
  }
}
