package io.github.rrm4j.trainer.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.WorkedAnswer;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.PolicyData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads the data of a policy, prompts within the limit. */
final class PolicyCorpus {

  private final PolicyData data;
  private final TrainingPlan.Data limits;
  private final Policy policy;
  private final Consumer<String> report;

  /**
   * @param report gets a line where something was left out
   */
  PolicyCorpus(PolicyData data, TrainingPlan.Data limits, Policy policy, Consumer<String> report) {
    this.data = data;
    this.limits = limits;
    this.policy = policy;
    this.report = report;
  }

  /**
   * The problems of the evaluations.
   *
   * @return at least one
   * @throws InvalidInput if the file is missing or malformed, or nothing of it can be used
   */
  List<Problem> heldout() {
    return fitting(
        data.heldout(), "data.heldout_prompts", Problem.read(data.heldout()), Problem::prompt);
  }

  /**
   * The prompts of reinforcement learning; answers that stand in the file are not read.
   *
   * @return at least one
   * @throws InvalidInput as {@link #heldout}
   */
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

  /**
   * The sequences of the SFT stage.
   *
   * @return at least one
   * @throws InvalidInput as {@link #heldout}
   */
  List<TokenSequence> demonstrations() {
    List<TokenSequence> sequences = new ArrayList<>();
    for (WorkedAnswer answer :
        fitting(
            data.answers(),
            "data.demonstrations",
            WorkedAnswer.read(data.answers()),
            WorkedAnswer::prompt)) {
      int[] prompt = policy.prompt(answer.prompt());
      sequences.add(
          new TokenSequence(
              prompt, policy.completion(prompt, answer.thinking(), answer.response())));
    }
    return sequences;
  }

  private <T> List<T> fitting(Path file, String key, List<T> all, Function<T, Prompt> prompt) {
    List<T> kept = new ArrayList<>();
    for (T item : all) {
      int tokens = policy.prompt(prompt.apply(item)).length;
      if (tokens <= limits.maxPromptTokens()) {
        kept.add(item);
      } else if (limits.overlong() == Overlong.FAIL) {
        throw InvalidInput.of(
            "%s: prompt %s has %d tokens, data.max_prompt_tokens is %d; raise it or set data.overlong: drop",
            file, prompt.apply(item).id(), tokens, limits.maxPromptTokens());
      }
    }
    if (kept.size() < all.size()) {
      report.accept(
          Text.format(
              "%s: %s: %d of %d have a prompt longer than data.max_prompt_tokens (%d) and are left out",
              file, key, all.size() - kept.size(), all.size(), limits.maxPromptTokens()));
    }
    if (kept.isEmpty()) {
      throw InvalidInput.of(
          "%s: %s: nothing is left to use; raise data.max_prompt_tokens (%d)",
          file, key, limits.maxPromptTokens());
    }
    return kept;
  }
}
