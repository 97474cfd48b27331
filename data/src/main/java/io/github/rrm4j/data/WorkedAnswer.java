package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * An answer to imitate, right or wrong: training data of a policy's supervised warm start.
 *
 * <pre>{@code
 * {"id": "a", "section": "math", "prompt": "2 + 2", "thinking": "2 + 2 = 4.", "response": "4"}
 * }</pre>
 *
 * <p>{@code thinking} is optional, and so are {@code id} (unique) and {@code section}.
 *
 * @param prompt what is asked
 * @param thinking the text between {@code <think>} and {@code </think>}; empty for a policy that
 *     answers at once
 * @param response what follows
 */
public record WorkedAnswer(Prompt prompt, String thinking, String response) {

  public WorkedAnswer {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(thinking, "thinking");
    Objects.requireNonNull(response, "response");
  }

  /**
   * The answers of a file.
   *
   * @return at least one, in file order
   * @throws InvalidInput if the file cannot be read, is empty, or a line is malformed
   */
  public static List<WorkedAnswer> read(Path jsonl) {
    return JsonLines.read(jsonl, WorkedAnswer::of);
  }

  /**
   * Writes a file that {@link #read} reads.
   *
   * @throws InvalidInput if it cannot be written; an earlier one is then untouched
   */
  public static void write(Path jsonl, List<WorkedAnswer> answers) {
    JsonLines.write(
        jsonl,
        answers,
        answer ->
            answer
                .prompt
                .toJson()
                .put("thinking", answer.thinking)
                .put("response", answer.response));
  }

  private static WorkedAnswer of(Row row) {
    return new WorkedAnswer(
        Prompt.of(row), row.optionalText("thinking").orElse(""), row.filledText("response"));
  }
}
