package io.github.rrm4j.report.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads files with one JSON object per line that may still be growing. */
public final class LenientLines {

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private LenientLines() {}

  /**
   * Gives each object of the file to {@code sink}, in order, one at a time; an absent file has
   * none.
   *
   * @return how many lines are not an object; blank lines do not count
   */
  public static int read(Path file, Consumer<JsonNode> sink) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      return read(bytes, sink);
    }
  }

  /** The objects in the lines of a part of a file; what is cut off at its ends is left out. */
  static List<JsonNode> of(InputStream bytes) throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    read(bytes, objects::add);
    return objects;
  }

  private static int read(InputStream bytes, Consumer<JsonNode> sink) throws IOException {
    int unreadable = 0;
    // Not Files.newBufferedReader: it fails on a last line cut inside a character.
    BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank()) {
        continue;
      }
      try {
        JsonNode node = READER.readTree(line);
        if (node.isObject()) {
          sink.accept(node);
        } else {
          unreadable++;
        }
      } catch (JsonProcessingException e) {
        unreadable++;
      }
    }
    return unreadable;
  }
}
