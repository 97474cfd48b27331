package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.Optional;

/**
 * A query with two responses in the order in which a judge sees them; which is better may not be
 * known.
 *
 * @param id unique in its file
 * @param query what the responses answer
 * @param first the response of Assistant 1
 * @param second the response of Assistant 2
 * @param gold the better side, where it is known
 */
public record OpenPair(
    String id, String query, String first, String second, Optional<Side> gold) {

  /** A pair whose gold is known. */
  public static OpenPair of(Pair pair) {
    return new OpenPair(
        pair.id(), pair.query(), pair.first(), pair.second(), Optional.of(pair.gold()));
  }

  /**
   * The pair of a line: {@code prompt}, {@code response_1}, {@code response_2} and perhaps {@code
   * label}, or {@code prompt}, {@code chosen}, {@code rejected}, where the chosen one is presented
   * first.
   *
   * @throws InvalidInput if the line is neither
   */
  public static OpenPair of(JsonLine line) {
    String query = line.filledText("prompt");
    if (line.has("chosen") || line.has("rejected")) {
      if (line.has("response_1") || line.has("response_2")) {
        throw line.invalid(
            "has 'chosen' or 'rejected' and also 'response_1' or 'response_2', must be one layout,"
                + " remove the other");
      }
      return new OpenPair(
          line.id(), query, line.text("chosen"), line.text("rejected"), Optional.of(Side.FIRST));
    }
    return new OpenPair(
        line.id(), query, line.text("response_1"), line.text("response_2"), line.side("label"));
  }

  /** The same pair in the other order: responses exchanged, gold flipped. */
  public OpenPair swapped() {
    return new OpenPair(id, query, second, first, gold.map(Side::other));
  }
}
