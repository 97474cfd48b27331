package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.JsonNode;

/** Lines of finished work that are not final: votes were asked for and never came. */
public final class FailedVotes {

  /** Their count, wherever a line has one; it is left out where it is 0. */
  public static final String FIELD = "failed";

  private FailedVotes() {}

  /** Whether a line, or a part of it, counts one. */
  public static boolean in(JsonNode line) {
    return line.findValues(FIELD).stream().anyMatch(count -> count.asInt() > 0);
  }
}
