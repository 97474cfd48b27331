package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.Row;
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
public record OpenPair(String id, String query, String first, String second, Optional<Side> gold) {

  /** A pair whose gold is known. */
  public static OpenPair of(Pair pair) {
    return new OpenPair(
        pair.id(), pair.query(), pair.first(), pair.second(), Optional.of(pair.gold()));
  }

  /**
   * The pair of a row in one of the published layouts, which may also lack the gold: {@code
   * prompt}, {@code response_1}, {@code response_2} without a {@code label}.
   *
   * @throws InvalidInput if the row is none
   */
  public static OpenPair of(Row row) {
    String id = JsonLines.id(row);
    boolean labelled = row.has("label") || row.has("chosen") || row.has("rejected");
    Optional<Pair> known = labelled ? Layout.pair(Columns.USUAL, row, id) : Optional.empty();
    return known
        .map(OpenPair::of)
        .orElseGet(
            () ->
                new OpenPair(
                    id,
                    row.text("prompt"),
                    row.text(row.has("response_a") ? "response_a" : "response_1"),
                    row.text(row.has("response_b") ? "response_b" : "response_2"),
                    Optional.empty()));
  }

  /** The same pair in the other order: responses exchanged, gold flipped. */
  public OpenPair swapped() {
    return new OpenPair(id, query, second, first, gold.map(Side::other));
  }
}
