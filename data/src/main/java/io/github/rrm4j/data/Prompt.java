package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A query that a policy is to answer. It has no room for what is right: code that is given prompts
 * cannot look at a label.
 *
 * <pre>{"id": "q1", "section": "math", "prompt": "2 + 2"}</pre>
 *
 * <p>{@code prompt} is a text or a list of messages; {@code id} (unique) and {@code section} are
 * optional, and other fields are not read.
 *
 * @param id unique in its file
 * @param section the part of the data set that it is counted in
 * @param query what the user asks
 */
public record Prompt(String id, String section, String query) {

  public Prompt {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(query, "query");
  }

  /**
   * All prompts of a file.
   *
   * @return at least one, in file order
   * @throws InvalidInput if the file cannot be read, is empty, a line is malformed, or an id stands
   *     twice
   */
  public static List<Prompt> read(Path jsonl) {
    return JsonLines.read(jsonl, Prompt::of);
  }

  /**
   * Writes a file that {@link #read} reads.
   *
   * @throws InvalidInput if it cannot be written; an earlier one is then untouched
   */
  public static void write(Path jsonl, List<Prompt> prompts) {
    JsonLines.write(jsonl, prompts, Prompt::toJson);
  }

  /**
   * The prompt of a row.
   *
   * @throws InvalidInput if it is none
   */
  public static Prompt of(Row row) {
    String query =
        row.value("prompt").isArray()
            ? Conversation.of(row, "prompt", row.value("prompt")).query()
            : row.filledText("prompt");
    if (query.isBlank()) {
      throw row.invalid("field 'prompt' is empty, must ask something, fill it or remove the line");
    }
    return new Prompt(
        JsonLines.id(row), row.optionalText("section").orElse(Pair.EVERYTHING), query);
  }

  ObjectNode toJson() {
    return Json.object().put("id", id).put("section", section).put("prompt", query);
  }
}
