package io.github.rrm4j.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of tokens that come one at a time. A token's text may depend on those before it, so that
 * what is new is the difference of two texts; both begin a little before it, not at the start.
 */
public final class GrowingText {

  private final Tokenizer tokenizer;
  private final List<Integer> tokens = new ArrayList<>();
  private int before; // where both texts begin
  private int told; // tokens whose text was told

  public GrowingText(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** The text that a token adds; empty of an end, and while a character is not whole. */
  public String add(int token) {
    if (tokenizer.isEnd(token)) {
      return "";
    }
    tokens.add(token);
    String all = text(tokens.size());
    String known = text(told);
    if (all.endsWith("\uFFFD") || all.length() <= known.length()) {
      return "";
    }
    before = told;
    told = tokens.size();
    return all.substring(known.length());
  }

  private String text(int end) {
    return tokenizer.decode(
        tokens.subList(before, end).stream().mapToInt(Integer::intValue).toArray());
  }
}
