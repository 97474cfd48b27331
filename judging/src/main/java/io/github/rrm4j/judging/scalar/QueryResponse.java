package io.github.rrm4j.judging.scalar;

import java.util.Objects;

/**
 * What a scalar reward model reads.
 *
 * @param query what is answered
 * @param response the answer, as it is to be judged: without thinking
 */
public record QueryResponse(String query, String response) {

  public QueryResponse {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(response, "response");
  }
}
