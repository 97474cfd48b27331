package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A query that a policy is to answer. It has no room for what is right: code that is given prompts
 * cannot look at a label.
 *
 * <pre>{"id": "q1", "section": "math", "prompt": "2 + 2"}</pre>
 *
 * <p>{@code prompt} is in any form that {@link ConversationReader} reads; {@code system}, {@code
 * id} (unique) and {@code section} are optional, and other fields are not read.
 *
 * @param id unique in its file
 * @param section the part of the data set that it is counted in
 * @param turns what is asked: one message of the user, or a conversation
 */
public record Prompt(String id, String section, Conversation turns) {

  public Prompt {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(turns, "turns");
  }

  /** A prompt of one message of the user. */
  public Prompt(String id, String section, String query) {
    this(id, section, Conversation.ofUser(query));
  }

  /** What is asked, as a judge sees it. */
  public String query() {
    return turns.query();
  }

  /**
   * All prompts of a file, a folder or a glob.
   *
   * @return at least one, in the order of {@link PromptFiles#read}
   * @throws InvalidInput if a file cannot be read, is empty, a line is malformed, or an id stands
   *     twice
   */
  public static List<Prompt> read(Path path) {
    return PromptFiles.read(path, Prompt::of, Function.identity());
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
    return MultipleChoice.of(row).map(Problem::prompt).orElseGet(() -> ofOurs(row));
  }

  private static Prompt ofOurs(Row row) {
    Conversation turns = Layout.prompt(row);
    if (turns.isBlank()) {
      throw row.invalid("field 'prompt' is empty, must ask something, fill it or remove the line");
    }
    return new Prompt(
        JsonLines.id(row), row.optionalText("section").orElse(Pair.EVERYTHING), turns);
  }

  /** The line of a file that {@link #read} reads. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object().put("id", id).put("section", section);
    turns.intoPrompt(json, "prompt");
    return json;
  }
}
