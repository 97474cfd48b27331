package io.github.rrm4j.trainer.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.WorkedAnswer;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.PolicyData;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the data of a policy, prompts within the limit.
 *
 * @param report gets a line where something was left out
 */
record PolicyCorpus(
    PolicyData data, TrainingPlan.Data limits, Policy policy, Consumer<String> report) {

  /**
   * The problems of the evaluations.
   *
   * @throws InvalidInput if the file is missing or malformed, or nothing of it can be used
   */
  List<Problem> heldout() {
    return fitting(
        data.heldout(), "data.heldout_prompts", Problem.read(data.heldout()), Problem::prompt);
  }

  /** The prompts of reinforcement learning; answers that stand in the file are not read. */
  List<Prompt> prompts() {
    return fitting(
        data.prompts(), "data.prompts", Prompt.read(data.prompts()), Function.identity());
  }

  /**
   * The same prompts with their gold answers, for a reward that looks at these.
   *
   * @throws InvalidInput also if one has no answer
   */
  List<Problem> gold() {
    return Problem.read(data.prompts());
  }

  /** The sequences of the SFT stage. */
  List<TokenSequence> demonstrations() {
    return fitting(
            data.answers(),
            "data.demonstrations",
            WorkedAnswer.read(data.answers()),
            WorkedAnswer::prompt)
        .stream()
        .map(this::sequence)
        .toList();
  }

  private TokenSequence sequence(WorkedAnswer answer) {
    int[] prompt = policy.prompt(answer.prompt());
    return new TokenSequence(
        prompt, policy.completion(prompt, answer.thinking(), answer.response()));
  }

  private <T> List<T> fitting(Path file, String key, List<T> all, Function<T, Prompt> prompt) {
    return new PromptLimit(limits, report)
        .fitting(
            file,
            key,
            all,
            item -> policy.prompt(prompt.apply(item)).length,
            item -> "prompt " + prompt.apply(item).id());
  }
}
