package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A query with n responses; how good each of them is may not be known.
 *
 * <pre>{"id": "q1", "prompt": "2 + 2", "responses": ["4", "5", "22"], "scores": [1, 0, 0]}</pre>
 *
 * <p>A row of PPE (Frick et al. 2024) is one too: {@code question_id, prompt, response_1, ...,
 * response_32, scores}.
 *
 * @param id unique in its file
 * @param section the part of the data set that this list is counted in
 * @param prompt what the responses answer
 * @param responses at least two
 * @param scores the gold score of each response, where it is known; the higher, the better
 */
public record ResponseList(
    String id,
    String section,
    Conversation prompt,
    List<String> responses,
    Optional<List<Double>> scores) {

  public ResponseList {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(prompt, "prompt");
    responses = List.copyOf(responses);
    scores = scores.map(List::copyOf);
  }

  /** A list of answers to one question of the user. */
  public ResponseList(
      String id,
      String section,
      String query,
      List<String> responses,
      Optional<List<Double>> scores) {
    this(id, section, Conversation.ofUser(query), responses, scores);
  }

  /** What the responses answer, as a judge sees it. */
  public String query() {
    return prompt.query();
  }

  /**
   * All lists of a file.
   *
   * @return at least one, in file order
   * @throws InvalidInput if the file cannot be read, is empty, a line is no such list, or an id
   *     stands twice
   */
  public static List<ResponseList> read(Path jsonl) {
    return JsonLines.read(jsonl, ResponseList::of);
  }

  /**
   * Writes a file that {@link #read} reads.
   *
   * @throws InvalidInput if it cannot be written; an earlier one is then untouched
   */
  public static void write(Path jsonl, List<ResponseList> lists) {
    JsonLines.write(jsonl, lists, ResponseList::toJson);
  }

  /**
   * The list of a row.
   *
   * @throws InvalidInput if it is none
   */
  public static ResponseList of(Row row) {
    Conversation prompt = Layout.prompt(row);
    boolean numbered = !row.has("responses") && row.has("response_1");
    List<String> responses = numbered ? numbered(row) : listed(row);
    if (responses.size() < 2) {
      throw row.invalid(
          Text.format(
              "field 'responses' has %d texts, must have at least 2, add some or remove the line",
              responses.size()));
    }
    Optional<List<Double>> scores =
        row.has("scores") ? Optional.of(scores(row, responses.size())) : Optional.empty();
    String section = row.optionalText("section").orElse(Pair.EVERYTHING);
    String id =
        row.optionalWord("id").or(() -> row.optionalWord("question_id")).orElse(row.placeId());
    return new ResponseList(id, section, prompt, responses, scores);
  }

  private static List<String> listed(Row row) {
    JsonNode given = row.value("responses");
    if (!given.isArray()) {
      throw row.invalid(
          Text.format(
              "field 'responses' is %s%s, must be a list of texts, add it",
              Row.kind(given), given.isMissingNode() ? row.alike(Set.of("responses")) : ""));
    }
    List<String> responses = new ArrayList<>();
    for (JsonNode response : given) {
      responses.add(row.text("responses[" + responses.size() + "]", response));
    }
    return responses;
  }

  /** The responses of a row of PPE, each in a field of its own. */
  private static List<String> numbered(Row row) {
    List<String> responses = new ArrayList<>();
    while (row.has("response_" + (responses.size() + 1))) {
      responses.add(row.text("response_" + (responses.size() + 1)));
    }
    return responses;
  }

  private static List<Double> scores(Row row, int responses) {
    List<Double> scores = new ArrayList<>();
    for (JsonNode score : row.value("scores")) {
      scores.add(row.number("scores[" + scores.size() + "]", score, "how good the response is"));
    }
    if (scores.size() != responses) {
      throw row.invalid(
          Text.format(
              "field 'scores' has %d numbers for %d responses, must have one for each",
              scores.size(), responses));
    }
    return scores;
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("id", id).put("section", section);
    prompt.intoPrompt(json, "prompt");
    ArrayNode texts = json.putArray("responses");
    responses.forEach(texts::add);
    scores.ifPresent(
        gold -> {
          ArrayNode numbers = json.putArray("scores");
          gold.forEach(numbers::add);
        });
    return json;
  }

  /** The same query with its first responses alone, at most as many as it has. */
  public ResponseList first(int n) {
    int kept = Math.min(n, responses.size());
    return new ResponseList(
        id, section, prompt, responses.subList(0, kept), scores.map(gold -> gold.subList(0, kept)));
  }

  /** Whether the scores are known and tell at least two responses apart. */
  public boolean graded() {
    return scores.map(gold -> gold.stream().distinct().count() > 1).orElse(false);
  }

  /**
   * Whether a response has the highest score.
   *
   * @throws java.util.NoSuchElementException if the scores are not known
   */
  public boolean best(int response) {
    List<Double> gold = scores.orElseThrow();
    return gold.get(response) == gold.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * The gold scores.
   *
   * @throws java.util.NoSuchElementException if they are not known
   */
  public double[] gold() {
    return scores.orElseThrow().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The same query with the responses in another order. */
  public ResponseList reordered(int[] order) {
    return new ResponseList(
        id,
        section,
        prompt,
        Arrays.stream(order).mapToObj(responses::get).toList(),
        scores.map(gold -> Arrays.stream(order).mapToObj(gold::get).toList()));
  }
}
