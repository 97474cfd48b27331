package io.github.rrm4j.judging.policy;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.rows.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    return JsonLines.read(jsonl, PromptWithAnswer::of);
  }

  private static PromptWithAnswer of(Row row) {
    if (!row.has("answer")) {
      return new PromptWithAnswer(Prompt.of(row), Optional.empty());
    }
    Problem problem = Problem.of(row);
    return new PromptWithAnswer(problem.prompt(), Optional.of(problem));
  }

  /** Whether a reply is right, where that is known. */
  public Optional<Boolean> solvedBy(Reply reply) {
    return problem.map(gold -> new GoldAccuracy.Item(gold, reply).solved());
  }
}
