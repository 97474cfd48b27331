package io.github.rrm4j.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.GenerationCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the rows of a slice: its lines by their verdicts, and what was generated. */
final class Outcomes {

  /** Fields of a line that say what became of its row. */
  private static final List<String> WORDS = List.of("verdict", "reason");

  /** Fields of a line that count judgements which gave no verdict. */
  private static final List<String> COUNTS =
      List.of("malformed", "truncated", "overlong", "failed");

  private Outcomes() {}

  /** The counts of a file of lines: {@code verdict: first}, {@code judgements: malformed}. */
  static ObjectNode of(Path lines) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (BufferedReader reader = Files.newBufferedReader(lines, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        counts.merge("lines", 1L, Long::sum);
        count(Json.parse(line), counts);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(lines + " is no file of JSON lines", e);
    }
    ObjectNode json = Json.object();
    counts.forEach(json::put);
    return json;
  }

  private static void count(JsonNode line, Map<String, Long> counts) {
    for (String word : WORDS) {
      if (line.path(word).isTextual()) {
        counts.merge(word + ": " + line.path(word).asText(), 1L, Long::sum);
      }
    }
    for (String count : COUNTS) {
      if (line.path(count).asLong() > 0) {
        counts.merge("judgements: " + count, line.path(count).asLong(), Long::sum);
      }
    }
  }

  /** What a slice had generated. */
  static ObjectNode json(GenerationCounts counts) {
    return Json.object()
        .put("prompts", counts.prompts())
        .put("prompt_tokens", counts.promptTokens())
        .put("completions", counts.completions())
        .put("tokens", counts.tokens())
        .put("truncated", counts.truncated())
        .put("failed", counts.failed());
  }
}
