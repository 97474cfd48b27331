package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;

/** The votes on a match of two responses a and b as files have them, by who was shown first. */
public final class TallyJson {

  private static final String GIVEN = "a_shown_first";
  private static final String SWAPPED = "b_shown_first";

  private TallyJson() {}

  /** Puts a tally whose first response is a into the object of a match. */
  public static void put(ObjectNode match, VoteTally tally) {
    put(match.putObject(GIVEN), tally.given());
    put(match.putObject(SWAPPED), tally.swapped());
  }

  private static void put(ObjectNode json, MajorityVote votes) {
    json.put("a", votes.first())
        .put("b", votes.second())
        .put("malformed", votes.malformed())
        .put("truncated", votes.truncated())
        .put("overlong", votes.overlong());
    if (votes.tie() > 0) {
      json.put("tie", votes.tie());
    }
    if (votes.failed() > 0) {
      json.put("failed", votes.failed());
    }
  }

  /** The tally that {@link #put} wrote. */
  public static VoteTally of(JsonNode match) {
    return new VoteTally(votes(match.path(GIVEN)), votes(match.path(SWAPPED)));
  }

  private static MajorityVote votes(JsonNode json) {
    return new MajorityVote(
        json.path("a").asInt(),
        json.path("b").asInt(),
        json.path("tie").asInt(),
        json.path("malformed").asInt(),
        json.path("truncated").asInt(),
        json.path("overlong").asInt(),
        json.path("failed").asInt());
  }
}
