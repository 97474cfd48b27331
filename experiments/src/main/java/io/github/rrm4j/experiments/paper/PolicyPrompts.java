package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.arena.ArenaHardFiles;
import io.github.rrm4j.experiments.data.EvaluationData;
import io.github.rrm4j.experiments.policy.PolicyReplies;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Prompts of a paper that policies answer.
 *
 * @param data a file, or {@value EvaluationData#MINIATURE}: the prompts in the run of a policy
 * @param items the first so many; empty for all
 * @param tokens the longest reply
 */
record PolicyPrompts(String data, Optional<Integer> items, int tokens) {

  /** Whether they lie in the run of a policy. */
  boolean ofTheRun() {
    return data.equals(EvaluationData.MINIATURE);
  }

  /**
   * @param policy whose run has them
   * @param name of the file in the data of the run
   */
  Path file(PaperWorkspace place, String policy, String name) {
    return ofTheRun()
        ? place.folder(policy).resolve(TrainingPiece.RUN).resolve("data").resolve(name)
        : Path.of(data);
  }

  /**
   * The prompts.
   *
   * @param gold whether each must have its answer
   * @throws io.github.rrm4j.contracts.InvalidInput if the file is missing, or an answer is
   */
  List<PromptWithAnswer> read(Path file, boolean gold) {
    List<PromptWithAnswer> all = ArenaHardFiles.prompts(file);
    List<PromptWithAnswer> some = all.subList(0, Math.min(items.orElse(all.size()), all.size()));
    return PolicyReplies.answered(some, file, gold ? "gold" : "");
  }

  /** How many there are; empty where the file is not there yet. */
  OptionalLong count(PaperWorkspace place, String policy, String name) {
    Path file = file(place, policy, name);
    return Source.isThere(Optional.of(file.toString()))
        ? OptionalLong.of(read(file, false).size())
        : OptionalLong.empty();
  }

  /** What so many replies cost. */
  Cost cost(PaperWorkspace place, long replies) {
    return Cost.ofReplies(replies, Math.min(place.estimate().replyTokens(), tokens));
  }

  /**
   * How a policy answers them.
   *
   * @param policy a piece or a model folder
   */
  PolicyReplies replies(
      PaperWorkspace place, String policy, double temperature, int samples, Key key) {
    return new PolicyReplies(
        place.spec(policy).model(),
        new Sampling(temperature, tokens),
        samples,
        place.judging().rows(),
        key);
  }
}
