package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * The verdict of a pair as a judge's server answers it; docs/serving.md has each field.
 *
 * <pre>{@code
 * {"result": "first", "outcome": "verdict", "split": false, "orders_agree": true,
 *  "agreement": 1.0, "score": 1.0, "thinking_tokens": 52, "tokens": 76, "reasoning": "...",
 *  "votes": [{"order": "given", "verdict": "first", "thinking_tokens": 26, "tokens": 38,
 *             "forced": false, "text": "..."}]}
 * }</pre>
 */
public final class VerdictJson {

  private static final String VERDICT = "verdict";

  private VerdictJson() {}

  /** What a verdict says and what it rests on. */
  public static ObjectNode put(ObjectNode json, PairVerdict verdict) {
    json.put("result", Word.of(verdict.result()))
        .put("outcome", outcome(verdict))
        .put("split", verdict.split())
        .put("agreement", verdict.agreement())
        .put("score", verdict.decision().points());
    if (verdict.votes().stream().map(Vote::order).distinct().count() > 1) {
      json.put("orders_agree", verdict.ordersAgree());
    }
    verdict.routed().ifPresent(routed -> routed.into(json));
    json.put("thinking_tokens", verdict.thinkingTokens())
        .put("tokens", verdict.tokens())
        .put("reasoning", verdict.reasoning());
    ArrayNode votes = json.putArray("votes");
    for (Vote vote : verdict.votes()) {
      votes
          .addObject()
          .put("order", vote.order().word())
          .put(VERDICT, Word.of(vote.verdict()))
          .put("thinking_tokens", vote.thinkingTokens())
          .put("tokens", vote.tokens())
          .put("forced", vote.forced())
          .put("text", vote.text());
    }
    return json;
  }

  /** The same with the confidence that the judge has in it, raw and calibrated. */
  public static ObjectNode put(ObjectNode json, PairVerdict verdict, JudgeCalibration calibration) {
    return calibration.put(put(json, verdict), verdict);
  }

  /**
   * {@code verdict} where a vote can be read, else why the first one cannot: {@code malformed},
   * {@code truncated}, {@code overlong} or another word of {@link Verdict}.
   */
  public static String outcome(PairVerdict verdict) {
    return verdict.result() == MajorityVote.Result.UNREADABLE
        ? Word.of(verdict.votes().get(0).verdict())
        : VERDICT;
  }

  /**
   * The verdict that {@link #put} wrote.
   *
   * @throws IllegalArgumentException if the object holds none
   */
  public static PairVerdict read(JsonNode json, OpenPair pair, SplitRule rule) {
    List<Vote> votes = new ArrayList<>();
    for (JsonNode vote : json.required("votes")) {
      votes.add(
          new Vote(
              word(Order.class, vote, "order"),
              word(Verdict.class, vote, VERDICT),
              vote.required("text").asText(),
              vote.required("thinking_tokens").asInt(),
              vote.required("tokens").asInt(),
              vote.required("forced").asBoolean()));
    }
    if (votes.isEmpty()) {
      throw new IllegalArgumentException("a verdict without a vote");
    }
    return new PairVerdict(pair, votes, rule, Routed.of(json));
  }

  private static <E extends Enum<E>> E word(Class<E> type, JsonNode json, String field) {
    String word = json.required(field).asText();
    return Word.in(type, word)
        .orElseThrow(() -> new IllegalArgumentException(field + " is '" + word + "'"));
  }
}
