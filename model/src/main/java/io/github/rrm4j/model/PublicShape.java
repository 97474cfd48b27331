package io.github.rrm4j.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.contracts.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a published model, known without its files: what a run on it would take can be
 * planned before anything is downloaded.
 *
 * @param name in lower case, such as {@code qwen2.5-1.5b}
 * @param source the address of its config.json
 * @param checked what its figures were compared with
 * @param configJson the keys of config.json that decide the shape
 */
public record PublicShape(String name, String source, String checked, String configJson) {

  private static final String FILE = "public-shapes.json";

  /** All names, in the order of the file. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    all().fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * @throws InvalidInput if no shape has this name
   */
  public static PublicShape of(String name) {
    JsonNode one = all().get(name);
    if (one == null) {
      throw InvalidInput.of(
          "--shape is %s, must be one of %s%s",
          OneLine.of(name), String.join(", ", names()), NearestName.hint(name, names()));
    }
    return new PublicShape(
        name,
        one.required("source").asText(),
        one.required("checked").asText(),
        Json.pretty((ObjectNode) one.required("config")));
  }

  private static ObjectNode all() {
    try (InputStream in = PublicShape.class.getResourceAsStream(FILE)) {
      return (ObjectNode) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The decoder. */
  public ModelConfig config() {
    try {
      return ModelConfigReader.read(new ConfigJson(name, Json.parse(configJson)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
