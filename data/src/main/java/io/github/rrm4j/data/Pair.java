package io.github.rrm4j.data;

import java.util.Objects;

/**
 * A query with two responses in the order in which a judge sees them, and the side that is better.
 *
 * @param id unique in its file
 * @param section the part of the data set that this pair is counted in
 * @param query what the responses answer
 * @param first the response of Assistant 1
 * @param second the response of Assistant 2
 * @param gold the better side
 */
public record Pair(
    String id, String section, String query, String first, String second, Side gold) {

  /** The section of a pair that names none. */
  static final String EVERYTHING = "all";

  public Pair {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
    Objects.requireNonNull(gold, "gold");
  }

  /** The same pair in the other order: responses exchanged, gold flipped. */
  public Pair swapped() {
    return new Pair(id, section, query, second, first, gold.other());
  }

  /** The response at {@code side}. */
  public String response(Side side) {
    return side == Side.FIRST ? first : second;
  }

  /** The better response. */
  public String chosen() {
    return response(gold);
  }

  /** The worse response. */
  public String rejected() {
    return response(gold.other());
  }
}
