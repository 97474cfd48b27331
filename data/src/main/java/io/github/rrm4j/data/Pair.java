package io.github.rrm4j.data;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A query with two responses in the order in which a judge sees them, and the side that is better.
 *
 * @param id unique in its file
 * @param section the part of the data set that this pair is counted in
 * @param prompt what the responses answer
 * @param reply1 the response of Assistant 1: usually one message, more where the two responses part
 *     before the last turn
 * @param reply2 the response of Assistant 2
 * @param gold the better side
 */
public record Pair(
    String id,
    String section,
    Conversation prompt,
    Conversation reply1,
    Conversation reply2,
    Side gold)
    implements ResponsePair {

  /** The section of a pair that names none. */
  static final String EVERYTHING = "all";

  public Pair {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(reply1, "reply1");
    Objects.requireNonNull(reply2, "reply2");
    Objects.requireNonNull(gold, "gold");
  }

  /** A pair of one question of the user and two answers. */
  public Pair(String id, String section, String query, String first, String second, Side gold) {
    this(
        id,
        section,
        Conversation.ofUser(query),
        Conversation.ofAssistant(first),
        Conversation.ofAssistant(second),
        gold);
  }

  /** The same pair in the other order: responses exchanged, gold flipped. */
  public Pair swapped() {
    return new Pair(id, section, prompt, reply2, reply1, gold.other());
  }

  /** The same pair under another id. */
  public Pair named(String other) {
    return new Pair(other, section, prompt, reply1, reply2, gold);
  }

  /** The same pair with the other side as the better one. */
  public Pair relabeled() {
    return new Pair(id, section, prompt, reply1, reply2, gold.other());
  }

  /** The same pair with every text of the assistant in its responses changed. */
  public Pair withResponses(UnaryOperator<String> change) {
    return new Pair(
        id,
        section,
        prompt,
        reply1.with(Conversation.ASSISTANT, change),
        reply2.with(Conversation.ASSISTANT, change),
        gold);
  }

  /** The response at {@code side}, as a judge sees it. */
  public String response(Side side) {
    return reply(side).response();
  }

  /** The messages of the response at {@code side}. */
  public Conversation reply(Side side) {
    return side == Side.FIRST ? reply1 : reply2;
  }

  /** The better response, as a judge sees it. */
  public String chosen() {
    return response(gold);
  }

  /** The worse response, as a judge sees it. */
  public String rejected() {
    return response(gold.other());
  }
}
