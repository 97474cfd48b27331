package io.github.rrm4j.cli.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.rows.Row;
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
    try {
      JsonNode json = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return OpenPair.of(new Row("standard input", ID, "", 1, json));
    } catch (JsonProcessingException e) {
      throw new InvalidInput("standard input: is not a JSON object: " + Json.reason(e), e);
    }
  }
}
