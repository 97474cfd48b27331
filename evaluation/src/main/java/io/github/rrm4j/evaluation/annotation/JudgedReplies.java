package io.github.rrm4j.evaluation.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.judging.Routed;
import io.github.rrm4j.judging.TallyJson;
import io.github.rrm4j.judging.Vote;
import io.github.rrm4j.rewards.VoteTally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a judge said about the replies to one prompt: a line of the file of judgements.
 *
 * @param id of the prompt
 * @param best a reply of the first place; empty where fewer than two answers differ
 * @param worst a reply of the last place
 * @param ratings by reply; empty for one that gave no finished answer
 * @param matches what was judged
 */
public record JudgedReplies(
    String id,
    OptionalInt best,
    OptionalInt worst,
    List<OptionalDouble> ratings,
    List<ReplyMatch> matches) {

  /** Nothing was to be judged. */
  static JudgedReplies none(String id, int replies) {
    List<OptionalDouble> ratings = Collections.nCopies(replies, OptionalDouble.empty());
    return new JudgedReplies(id, OptionalInt.empty(), OptionalInt.empty(), ratings, List.of());
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("id", id);
    best.ifPresent(reply -> json.put("best", reply));
    worst.ifPresent(reply -> json.put("worst", reply));
    ArrayNode numbers = json.putArray("ratings");
    for (OptionalDouble rating : ratings) {
      if (rating.isPresent()) {
        numbers.add(rating.getAsDouble());
      } else {
        numbers.addNull();
      }
    }
    ArrayNode list = json.putArray("duels");
    matches.forEach(match -> match.into(list.addObject()));
    return json;
  }

  static JudgedReplies of(Row row) {
    List<OptionalDouble> ratings = new ArrayList<>();
    row.value("ratings")
        .forEach(
            rating ->
                ratings.add(
                    rating.isNull()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(rating.asDouble())));
    List<ReplyMatch> matches = new ArrayList<>();
    row.value("duels").forEach(match -> matches.add(ReplyMatch.of(match)));
    return new JudgedReplies(
        row.text("id"), reply(row, "best"), reply(row, "worst"), ratings, matches);
  }

  private static OptionalInt reply(Row row, String field) {
    return row.has(field) ? OptionalInt.of(row.value(field).asInt()) : OptionalInt.empty();
  }

  /**
   * Two replies to one prompt and the votes on them.
   *
   * @param a a reply, by its index
   * @param b another one
   * @param tally the votes, with a as the first response
   * @param routed who answered, where a direct judge was asked first
   * @param tokens of the votes that count; 0 where nobody is asked first
   */
  public record ReplyMatch(int a, int b, VoteTally tally, Optional<Routed> routed, long tokens) {

    /** A match that one judge decides. */
    public ReplyMatch(int a, int b, VoteTally tally) {
      this(a, b, tally, Optional.empty(), 0);
    }

    /** What a judge says of a match. */
    static ReplyMatch of(int a, int b, PairVerdict verdict) {
      long tokens = verdict.votes().stream().mapToLong(Vote::tokens).sum();
      return new ReplyMatch(
          a, b, verdict.tally(), verdict.routed(), verdict.routed().isPresent() ? tokens : 0);
    }

    /** Why a match decides nothing. */
    public enum Doubt {
      /** No judgement could be read. */
      UNREADABLE,
      /** The judge was not asked: the replies are too long for it. */
      OVERLONG,
      /** Judgements were asked for and never came; --resume asks again. */
      FAILED,
      /** Most votes say that neither reply is better. */
      TIE,
      /** As many votes for the one as for the other: a coin is no label. */
      SPLIT,
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
      routed.ifPresent(direct -> direct.into(json).put("tokens", tokens));
    }

    static ReplyMatch of(JsonNode json) {
      return new ReplyMatch(
          json.path("a").asInt(),
          json.path("b").asInt(),
          TallyJson.of(json),
          Routed.of(json),
          json.path("tokens").asLong());
    }
  }
}
