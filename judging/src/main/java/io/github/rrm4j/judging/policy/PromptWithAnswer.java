package io.github.rrm4j.judging.policy;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A prompt that a policy is asked, with its gold where the file has it: the policy is never shown
 * it, replies are graded by it.
 */
public record PromptWithAnswer(Prompt prompt, Optional<Problem> problem) {

  /**
   * All prompts of a file, each with an {@code answer} or without.
   *
   * @return at least one, in file order
   * @throws InvalidInput if the file is missing or empty, a line is malformed, or an id stands
   *     twice
   */
  public static List<PromptWithAnswer> read(Path jsonl) {
    List<PromptWithAnswer> asked = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    try (Rows rows = JsonLines.open(jsonl)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        PromptWithAnswer one =
            row.has("answer")
                ? of(Problem.of(row))
                : new PromptWithAnswer(Prompt.of(row), Optional.empty());
        if (!ids.add(one.prompt.id())) {
          throw row.invalid(
              Text.format(
                  "id '%s' stands twice, must be unique, rename or remove one", one.prompt.id()));
        }
        asked.add(one);
      }
    }
    if (asked.isEmpty()) {
      throw new InvalidInput(jsonl + ": is empty, must have at least one line");
    }
    return asked;
  }

  private static PromptWithAnswer of(Problem problem) {
    return new PromptWithAnswer(problem.prompt(), Optional.of(problem));
  }

  /** Whether a reply is right, where that is known. */
  public Optional<Boolean> solvedBy(Reply reply) {
    return problem.map(gold -> new GoldAccuracy.Item(gold, reply).solved());
  }
}
