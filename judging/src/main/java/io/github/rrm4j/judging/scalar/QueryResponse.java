package io.github.rrm4j.judging.scalar;

import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import java.util.Objects;

/**
 * What a scalar reward model reads.
 *
 * @param prompt what is answered
 * @param reply the answer, as it is to be judged: without thinking
 */
public record QueryResponse(Conversation prompt, Conversation reply) {

  public QueryResponse {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(reply, "reply");
  }

  /** An answer in words. */
  public QueryResponse(Conversation prompt, String response) {
    this(prompt, Conversation.ofAssistant(response));
  }

  /** An answer to one question of the user. */
  public QueryResponse(String query, String response) {
    this(Conversation.ofUser(query), Conversation.ofAssistant(response));
  }

  /** The response of one side of a pair. */
  public static QueryResponse of(Pair pair, Side side) {
    return new QueryResponse(pair.prompt(), pair.reply(side));
  }
}
