package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of the poster of Guo et al. 2025, "Reward Reasoning Model" (arXiv 2505.14674): models
 * of 7 and 32 billion parameters on real benchmarks.
 */
final class Poster {

  /** What must stand beside every one of these numbers. */
  static final String MARK =
      "The poster's: models of 7B and 32B parameters on real benchmarks. Not to be compared number by"
          + " number; what can be compared is the direction.";

  private final JsonNode panels;

  private Poster(JsonNode panels) {
    this.panels = panels;
  }

  static Poster read() {
    try (InputStream json = Poster.class.getResourceAsStream("poster.json")) {
      return new Poster(Json.parse(new String(json.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("poster.json cannot be read from the class path", e);
    }
  }

  /** The tables of a panel; none where no numbers of it are known. */
  List<Grid> of(Panel panel) {
    List<Grid> grids = new ArrayList<>();
    for (JsonNode grid : panels.path(panel.key())) {
      List<List<String>> rows = new ArrayList<>();
      grid.required("rows").forEach(row -> rows.add(texts(row)));
      grids.add(new Grid(grid.required("caption").asText(), texts(grid.required("header")), rows));
    }
    return grids;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
