package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.rrm4j.contracts.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * 128 bits of the SHA-256 of some texts: equal texts have equal fingerprints, and different ones,
 * for all that will ever be seen, do not.
 */
public record Fingerprint(long high, long low) {

  /** The fingerprint of texts in their order; {@code ("ab", "c")} is not {@code ("a", "bc")}. */
  public static Fingerprint of(String... texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
      }
      ByteBuffer bits = ByteBuffer.wrap(digest.digest());
      return new Fingerprint(bits.getLong(), bits.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** As two numbers. */
  public ArrayNode toJson() {
    return Json.list().add(high).add(low);
  }

  /** What {@link #toJson} wrote; empty of a missing node. */
  public static Optional<Fingerprint> ofJson(JsonNode json) {
    return json.isArray()
        ? Optional.of(new Fingerprint(json.get(0).asLong(), json.get(1).asLong()))
        : Optional.empty();
  }
}
