package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.Row;
import java.util.Optional;

/**
 * A query with two responses in the order in which a judge sees them; which is better may not be
 * known.
 *
 * @param id unique in its file
 * @param prompt what the responses answer
 * @param reply1 the response of Assistant 1
 * @param reply2 the response of Assistant 2
 * @param gold the better side, where it is known
 */
public record OpenPair(
    String id, Conversation prompt, Conversation reply1, Conversation reply2, Optional<Side> gold)
    implements ResponsePair {

  /** A pair of one question of the user and two answers. */
  public OpenPair(String id, String query, String first, String second, Optional<Side> gold) {
    this(
        id,
        Conversation.ofUser(query),
        Conversation.ofAssistant(first),
        Conversation.ofAssistant(second),
        gold);
  }

  /** A pair whose gold is known. */
  public static OpenPair of(Pair pair) {
    return new OpenPair(
        pair.id(), pair.prompt(), pair.reply1(), pair.reply2(), Optional.of(pair.gold()));
  }

  /**
   * The pair of a row in one of the published layouts, which may also lack the gold: {@code
   * prompt}, {@code response_1}, {@code response_2} without a {@code label}.
   *
   * @throws InvalidInput if the row is none
   */
  public static OpenPair of(Row row) {
    return Layout.open(Columns.USUAL, row, JsonLines.id(row));
  }

  /** The same pair in the other order: responses exchanged, gold flipped. */
  public OpenPair swapped() {
    return new OpenPair(id, prompt, reply2, reply1, gold.map(Side::other));
  }
}
