package io.github.rrm4j.judging.policy;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.MultipleChoice;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.PromptFiles;
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
   * All prompts of a file, a folder or a glob, each with an {@code answer} or without.
   *
   * @return at least one, in the order of {@link PromptFiles#read}
   * @throws InvalidInput if a file is missing or empty, a line is malformed, or an id stands twice
   */
  public static List<PromptWithAnswer> read(Path path) {
    return PromptFiles.read(path, PromptWithAnswer::of, PromptWithAnswer::prompt);
  }

  private static PromptWithAnswer of(Row row) {
    if (!row.has("answer") && !MultipleChoice.is(row)) {
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
