package io.github.rrm4j.cli.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.OpenPair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The one pair that a user gives on the command line or on standard input. */
final class GivenPair {

  private static final String ID = "pair";

  private GivenPair() {}

  /**
   * @throws InvalidInput if one of the three is missing
   */
  static OpenPair ofFlags(Optional<String> query, Optional<String> first, Optional<String> second) {
    if (query.isEmpty() || first.isEmpty() || second.isEmpty()) {
      throw new InvalidInput("judge: give --query, --first and --second together, or none of them");
    }
    return new OpenPair(ID, query.get(), first.get(), second.get(), Optional.empty());
  }

  /**
   * @throws InvalidInput if what is read is not one JSON object with the three texts
   */
  static OpenPair ofStandardInput(InputStream in) throws IOException {
    JsonNode json;
    try {
      json = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new InvalidInput("standard input: is not a JSON object: " + Json.reason(e), e);
    }
    for (String key : new String[] {"prompt", "response_1", "response_2"}) {
      if (!json.path(key).isTextual()) {
        throw new InvalidInput("standard input: has no text '" + key + "'; add it");
      }
    }
    return new OpenPair(
        ID,
        json.get("prompt").asText(),
        json.get("response_1").asText(),
        json.get("response_2").asText(),
        Optional.empty());
  }
}
