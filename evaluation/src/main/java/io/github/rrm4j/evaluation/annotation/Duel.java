package io.github.rrm4j.evaluation.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote;
import java.util.Optional;

/**
 * Two replies to one prompt and the votes on them.
 *
 * @param a a reply, by its index
 * @param b another one
 * @param given votes where a was shown first
 * @param swapped votes where b was shown first, counted for the same sides: a is the first
 */
public record Duel(int a, int b, MajorityVote given, MajorityVote swapped) {

  /** Why a duel decides nothing. */
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

  /** The votes of both orders. */
  public MajorityVote all() {
    return given.plus(swapped);
  }

  /** The side with more votes, where there is one. */
  public Optional<Side> winner() {
    return all().result().side();
  }

  /** Votes for the winner as a share of all judgements, unreadable ones among them; 0 without. */
  public double agreement() {
    return winner().map(side -> (double) all().votesFor(side) / all().judgements()).orElse(0.0);
  }

  /** Whether each order alone has a majority, for the same reply. */
  public boolean ordersAgree() {
    return given.result().side().isPresent()
        && given.result().side().equals(swapped.result().side());
  }

  void into(ObjectNode json) {
    json.put("a", a).put("b", b);
    votes(json.putObject("a_shown_first"), given);
    votes(json.putObject("b_shown_first"), swapped);
  }

  private static void votes(ObjectNode json, MajorityVote votes) {
    json.put("a", votes.first())
        .put("b", votes.second())
        .put("malformed", votes.malformed())
        .put("truncated", votes.truncated());
  }

  static Duel of(JsonNode json) {
    return new Duel(
        json.path("a").asInt(),
        json.path("b").asInt(),
        votes(json.path("a_shown_first")),
        votes(json.path("b_shown_first")));
  }

  private static MajorityVote votes(JsonNode json) {
    return new MajorityVote(
        json.path("a").asInt(),
        json.path("b").asInt(),
        json.path("malformed").asInt(),
        json.path("truncated").asInt());
  }
}
