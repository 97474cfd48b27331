package io.github.rrm4j.experiments.policy;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.StratifiedSample;
import io.github.rrm4j.experiments.output.WindowProgress;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.judging.OpenModel;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.policy.PolicySampling;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The replies of a policy to prompts, in a file that grows.
 *
 * @param samples replies to each prompt
 * @param maxSequences replies that are generated together
 * @param key what the draws depend on, with the prompt's id
 */
public record PolicyReplies(
    ModelSpec policy, Sampling sampling, int samples, int maxSequences, Key key) {

  /** Checked settings and prompts, before the first prompt is answered. */
  public interface Checked {
    void run() throws IOException;
  }

  /**
   * Answers the prompts that have no line in the file yet.
   *
   * @param place where the prompts stand, for messages
   * @param checked is run when the model is open and every prompt fits
   * @throws InvalidInput if a prompt does not fit the model
   */
  public void fill(
      Path file,
      List<PromptWithAnswer> prompts,
      Path place,
      WindowProgress progress,
      Checked checked)
      throws IOException {
    try (OpenModel model = policy.open()) {
      PolicySampling replies =
          new PolicySampling(
              new Policy(model.chat(), model.tokenizer()),
              model.engine(maxSequences),
              sampling,
              samples,
              maxSequences,
              key);
      replies.check(prompts, place);
      checked.run();
      String phase = file.getFileName().toString().replaceFirst("\\..*", "");
      replies.fill(file, prompts, progress.start(phase, 0, prompts.size(), "prompts"));
    }
  }

  /** Answers the prompts that have no line in the file yet, and reads the file. */
  public List<ReplyList> answer(
      Path file, List<PromptWithAnswer> prompts, Path place, WindowProgress progress)
      throws IOException {
    fill(file, prompts, place, progress, () -> {});
    return ReplyList.read(file);
  }

  /**
   * The first prompts of a file.
   *
   * @param limit so many; 0 for all
   * @param gold who needs the answers, for messages; empty where nobody does
   * @throws InvalidInput if the file is missing, or an answer that is needed is
   */
  public static List<PromptWithAnswer> prompts(Path file, int limit, String gold) {
    List<PromptWithAnswer> all = PromptWithAnswer.read(file);
    return answered(limit == 0 ? all : all.subList(0, Math.min(limit, all.size())), file, gold);
  }

  /**
   * Some prompts of a file, a {@link StratifiedSample} by section.
   *
   * @param limit so many; 0 for all
   * @param seed of the prompts that are taken
   * @param gold who needs the answers, for messages; empty where nobody does
   * @throws InvalidInput if the file is missing, or an answer that is needed is
   */
  public static List<PromptWithAnswer> sampled(Path file, int limit, long seed, String gold) {
    List<PromptWithAnswer> all = PromptWithAnswer.read(file);
    if (limit == 0) {
      return answered(all, file, gold);
    }
    StratifiedSample<PromptWithAnswer> sample =
        StratifiedSample.of(all, one -> one.prompt().section(), limit, seed);
    sample.line(file.toString(), "prompts", "section").ifPresent(System.err::println);
    return answered(sample.items(), file, gold);
  }

  /**
   * Prompts that have the answers that somebody needs.
   *
   * @param gold who needs them, for messages; empty where nobody does
   * @throws InvalidInput if one has none
   */
  public static List<PromptWithAnswer> answered(
      List<PromptWithAnswer> some, Path file, String gold) {
    for (PromptWithAnswer one : some) {
      if (!gold.isEmpty() && one.problem().isEmpty()) {
        throw InvalidInput.of(
            "%s: prompt '%s' has no answer, must have one for %s; add the field 'answer'",
            file, one.prompt().id(), gold);
      }
    }
    return some;
  }
}
