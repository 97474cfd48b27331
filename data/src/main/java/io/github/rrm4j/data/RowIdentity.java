package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What tells a row from the others of its source, so that it is known again without its texts.
 *
 * @param id its own, else its place
 * @param own whether it is its own
 * @param content of its id and texts; empty where no other file can have them
 */
public record RowIdentity(String id, boolean own, Optional<Fingerprint> content) {

  /**
   * @param own what the row calls itself
   * @param texts the fields that say what a pair is
   * @param several whether the source has several files
   */
  static RowIdentity of(Row row, Optional<String> own, Set<String> texts, boolean several) {
    String id = own.orElse(row.placeId());
    return new RowIdentity(
        id,
        own.isPresent(),
        several && own.isPresent() ? Optional.of(content(id, row, texts)) : Optional.empty());
  }

  private static Fingerprint content(String id, Row row, Set<String> fields) {
    List<String> texts = new ArrayList<>(List.of(id));
    for (String field : fields) {
      texts.add(
          RepeatedRows.written(row.object().path(field))); // not asked for, as a pair would be
    }
    return Fingerprint.of(texts.toArray(String[]::new));
  }

  /** As an object. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object().put("id", id).put("own", own);
    content.ifPresent(bits -> json.set("content", bits.toJson()));
    return json;
  }

  /** What {@link #toJson} wrote. */
  public static RowIdentity of(JsonNode json) {
    return new RowIdentity(
        json.path("id").asText(),
        json.path("own").asBoolean(),
        Fingerprint.ofJson(json.path("content")));
  }
}
