package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A worked ranking to imitate: a list of responses with {@code thinking} and {@code ranking}, the
 * numbers of the responses from 1, the best first.
 *
 * <pre>{@code
 * {"id": "a", "prompt": "2+2?", "responses": ["5", "4", "3"],
 *  "thinking": "2+2=4. 1: no. 2: yes. 3: no.", "ranking": [2, 1, 3]}
 * }</pre>
 *
 * @param list as it is shown; its scores need not agree, for a demonstration may err
 * @param thinking the text between {@code <think>} and {@code </think>}
 * @param ranking the responses, counted from 0, the best first
 */
public record ListDemonstration(ResponseList list, String thinking, List<Integer> ranking) {

  public ListDemonstration {
    ranking = List.copyOf(ranking);
  }

  /**
   * The demonstrations of a file, in its order.
   *
   * @return at least one
   * @throws io.github.rrm4j.contracts.InvalidInput if the file cannot be read, is empty, or a line
   *     is malformed
   */
  public static List<ListDemonstration> read(Path jsonl) {
    return JsonLines.read(jsonl, ListDemonstration::of);
  }

  private static ListDemonstration of(Row line) {
    ResponseList list = ResponseList.of(line);
    List<Integer> ranking = new ArrayList<>();
    for (JsonNode number : line.value("ranking")) {
      ranking.add(number.isInt() ? number.intValue() - 1 : -1);
    }
    int n = list.responses().size();
    if (!ranking.stream().sorted().toList().equals(IntStream.range(0, n).boxed().toList())) {
      throw line.invalid(
          "field 'ranking' is %s, must have each number from 1 to %d once, the best response first,"
              + " correct it",
          Row.shown(line.value("ranking")), n);
    }
    return new ListDemonstration(list, line.filledText("thinking"), ranking);
  }

  /**
   * Writes a file that {@link #read} reads.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if it cannot be written; an earlier one is then
   *     untouched
   */
  public static void write(Path jsonl, List<ListDemonstration> demonstrations) {
    JsonLines.write(jsonl, demonstrations, ListDemonstration::toJson);
  }

  private ObjectNode toJson() {
    ObjectNode json = list.toJson().put("thinking", thinking);
    ranking.forEach(response -> json.withArray("ranking").add(response + 1));
    return json;
  }
}
