package io.github.rrm4j.serve.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a judge answers to a {@link JudgeRequest}; docs/serving.md has the fields of the body.
 *
 * @param status 200, or 422 where a response has no pair of which a vote can be read
 * @param body the verdicts; the same bytes for the same judge, content and seed
 * @param kept whether it was answered before
 */
public record Answer(int status, ObjectNode body, boolean kept) {

  static final int OK = 200;
  static final int UNREADABLE = 422;

  /**
   * The same, where there is a verdict.
   *
   * @throws Refusal if a response has no pair of which a vote can be read
   */
  public Answer readable() {
    if (status != OK) {
      throw Refusal.unreadable(body.at("/error/message").asText());
    }
    return this;
  }

  /** The rating of each response, in the order of the request. */
  public List<Double> ratings() {
    List<Double> ratings = new ArrayList<>();
    for (JsonNode rating : body.at("/ranking/ratings")) {
      ratings.add(rating.asDouble());
    }
    return ratings;
  }

  /** The pairs that were judged. */
  public JsonNode pairs() {
    return body.path("pairs");
  }

  Answer fromStore() {
    return new Answer(status, body, true);
  }
}
