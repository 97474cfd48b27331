package io.github.rrm4j.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A prompt whose right answer is known: what gold accuracy is measured on.
 *
 * <pre>{"id": "q1", "section": "math", "prompt": "2 + 2", "answer": "4"}</pre>
 *
 * <p>or a question in a layout of {@link MultipleChoice}.
 *
 * @param prompt what is asked
 * @param answer the one right answer
 */
public record Problem(Prompt prompt, String answer) {

  public Problem {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(answer, "answer");
  }

  /**
   * All problems of a file, a folder or a glob.
   *
   * @return at least one, in the order of {@link PromptFiles#read}
   * @throws InvalidInput if a file cannot be read, is empty, a line has no answer or is malformed
   *     otherwise, or an id stands twice
   */
  public static List<Problem> read(Path path) {
    return PromptFiles.read(path, Problem::of, Problem::prompt);
  }

  /**
   * Writes a file that {@link #read} and {@link Prompt#read} read.
   *
   * @throws InvalidInput if it cannot be written; an earlier one is then untouched
   */
  public static void write(Path jsonl, List<Problem> problems) {
    JsonLines.write(
        jsonl, problems, problem -> problem.prompt.toJson().put("answer", problem.answer));
  }

  /**
   * The problem of a row.
   *
   * @throws InvalidInput if it is none
   */
  public static Problem of(Row row) {
    return MultipleChoice.of(row).orElseGet(() -> ofOurs(row));
  }

  private static Problem ofOurs(Row row) {
    Prompt prompt = Prompt.of(row);
    return new Problem(
        prompt,
        row.optionalText("answer")
            .orElseThrow(
                () -> row.invalid("field 'answer' is missing, must be the right answer, add it")));
  }

  /**
   * Whether a response gives the right answer: all of it, or what its last {@code \boxed{}} holds,
   * is the answer, but for white space around it.
   *
   * @param response without thinking, of a completion that ended; one that did not gives no answer
   *     and is to be counted as wrong without asking
   */
  public boolean solvedBy(String response) {
    String right = answer.strip();
    return response.strip().equals(right)
        || Boxed.last(response).map(String::strip).orElse("").equals(right);
  }
}
