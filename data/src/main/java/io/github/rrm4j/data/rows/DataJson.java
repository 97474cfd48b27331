package io.github.rrm4j.data.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.io.Reader;

/**
 * JSON of data that others wrote: as strict as {@link Json}, but {@code NaN}, {@code Infinity} and
 * {@code -Infinity} are numbers, which Python writes, so that a field that nobody reads stops
 * nothing. Whoever reads such a number must refuse it.
 */
final class DataJson {

  private static final JsonFactory FACTORY =
      Json.FACTORY.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final JsonMapper MAPPER = new JsonMapper(FACTORY);
  private static final ObjectReader WHOLE =
      MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private DataJson() {}

  /** What reads a stream token by token. */
  static JsonParser parser(Reader in) throws IOException {
    return MAPPER.createParser(in);
  }

  /** The value of a text. */
  static JsonNode parse(String text) throws JsonProcessingException {
    return WHOLE.readTree(text);
  }
}
