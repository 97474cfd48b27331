package io.github.rrm4j.evaluation.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.judging.TallyJson;
import io.github.rrm4j.rewards.VoteTally;

/**
 * Two replies to one prompt and the votes on them.
 *
 * @param a a reply, by its index
 * @param b another one
 * @param tally the votes, with a as the first response
 */
public record ReplyMatch(int a, int b, VoteTally tally) {

  /** Why a match decides nothing. */
  public enum Doubt {
    /** No judgement could be read. */
    UNREADABLE,
    /** As many votes for the one as for the other. */
    TIE,
    /** The two orders alone do not agree. */
    ORDERS_DISAGREE,
    /** Fewer votes for the winner than the threshold asks for. */
    BELOW_THRESHOLD,
    /** The ranking does not have the winner above the loser. */
    AGAINST_RANKING
  }

  void into(ObjectNode json) {
    json.put("a", a).put("b", b);
    TallyJson.put(json, tally);
  }

  static ReplyMatch of(JsonNode json) {
    return new ReplyMatch(json.path("a").asInt(), json.path("b").asInt(), TallyJson.of(json));
  }
}
