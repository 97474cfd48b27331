package io.github.rrm4j.checkpoints;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small JSON file that holds one object; keys stand once. */
final class JsonFile {

  private static final long MAX_BYTES = 64 << 20;

  /** Refuses a key that stands twice; keeps no table of names, which a hostile file could fill. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final DefaultPrettyPrinter PRETTY =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private JsonFile() {}

  /**
   * @throws IOException if there is no such object; the message is one line without the place
   */
  static ObjectNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("is missing");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("has " + Files.size(file) + " bytes, allowed are " + MAX_BYTES);
    }
    try {
      JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IOException("is not valid JSON: " + OneLine.of(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new IOException("cannot be read: " + OneLine.of(e.toString()), e);
    }
    throw new IOException("is not a JSON object");
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The same bytes for the same object on every machine. */
  static byte[] bytes(ObjectNode object) throws IOException {
    return (MAPPER.writer(PRETTY).writeValueAsString(object) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
