package io.github.rrm4j.data.preparation;

import java.util.function.Function;

/**
 * Text to token ids and back.
 *
 * @param encoder the ids of a text
 * @param decoder the text of some ids
 */
public record TokenText(Function<String, int[]> encoder, Function<int[], String> decoder) {

  public int[] encode(String text) {
    return encoder.apply(text);
  }

  public String decode(int[] ids) {
    return decoder.apply(ids);
  }
}
