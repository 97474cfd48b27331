package io.github.rrm4j.judging.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.ResumableLog;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Lets a policy answer prompts several times.
 *
 * <p>What a sample draws depends on the key, the prompt's id and the number of the sample.
 *
 * @param samples replies to each prompt
 * @param rows replies that are generated together
 * @param key what the draws depend on
 */
public record PolicySampling(
    Policy policy, RolloutEngine engine, Sampling sampling, int samples, int rows, Key key) {

  /**
   * @throws InvalidInput if there is no sample or no row, or all samples of a prompt would be the
   *     same
   */
  public PolicySampling {
    if (samples < 1 || rows < 1) {
      throw InvalidInput.of(
          "sample: %d replies of each prompt, %d generated together, must be at least 1",
          samples, rows);
    }
    if (samples > 1 && sampling.temperature() == 0) {
      throw InvalidInput.of(
          "sample: %d replies at temperature 0 are the same reply %d times; raise the temperature or take one",
          samples, samples);
    }
  }

  /**
   * Sees that every prompt fits the model.
   *
   * @param place where they stand, for messages
   * @throws InvalidInput naming the first that does not
   */
  public void check(List<PromptWithAnswer> prompts, Path place) {
    int most = engine.longestPrompt(sampling);
    for (PromptWithAnswer asked : prompts) {
      int tokens = policy.prompt(asked.prompt()).length;
      if (tokens > most) {
        throw InvalidInput.of(
            "%s: prompt '%s' has %d tokens, must have at most %d, so that %d new tokens fit the model's positions; shorten or remove it, or lower the limit of new tokens",
            place, asked.prompt().id(), tokens, most, sampling.maxNewTokens());
      }
    }
  }

  /**
   * Answers the prompts that have no line in a file yet; a line is a {@link ReplyList}.
   *
   * @param file grows; see {@link ResumableLog}
   * @param progress is given how many prompts are answered
   */
  public void fill(Path file, List<PromptWithAnswer> prompts, LongConsumer progress)
      throws IOException {
    ResumableLog.fill(
        file,
        prompts,
        asked -> asked.prompt().id(),
        Math.max(1, rows / samples),
        some -> lines(answer(some), some),
        progress);
  }

  /** The replies to some prompts, in order. */
  public List<List<Reply>> answer(List<PromptWithAnswer> prompts) {
    List<Request> requests = new ArrayList<>();
    for (PromptWithAnswer asked : prompts) {
      requests.add(new Request(policy.prompt(asked.prompt()), key.with(asked.prompt().id())));
    }
    return engine.generate(requests, samples, sampling).stream()
        .map(group -> group.stream().map(policy::read).toList())
        .toList();
  }

  private static List<ObjectNode> lines(List<List<Reply>> replies, List<PromptWithAnswer> prompts) {
    List<ObjectNode> lines = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      PromptWithAnswer asked = prompts.get(i);
      List<Reply> own = replies.get(i);
      Optional<List<Double>> scores = asked.problem().map(gold -> scores(gold, own));
      lines.add(new ReplyList(asked.prompt(), own, scores).toJson());
    }
    return lines;
  }

  private static List<Double> scores(Problem gold, List<Reply> replies) {
    return replies.stream()
        .map(reply -> new GoldAccuracy.Item(gold, reply).solved() ? 1.0 : 0.0)
        .toList();
  }
}
