package io.github.rrm4j.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import java.nio.charset.StandardCharsets;

/**
 * A row that the command refuses, which is set aside with the reason.
 *
 * @param reason in one line
 */
record Rejected(InputRow row, String reason) {

  ObjectNode toJson() {
    return Json.object()
        .put("place", row.place())
        .put("reason", reason)
        .put("row", new String(row.line(), StandardCharsets.UTF_8));
  }
}
