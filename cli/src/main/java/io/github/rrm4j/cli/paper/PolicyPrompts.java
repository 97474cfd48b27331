package io.github.rrm4j.cli.paper;

import io.github.rrm4j.cli.option.JudgeOption;
import io.github.rrm4j.cli.option.ModelOption;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.experiments.data.World;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.judging.policy.Asked;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.policy.PolicySampling;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Prompts of a paper that policies answer.
 *
 * @param data a file, or {@value World#MINIATURE}: the prompts in the run of a policy
 * @param items the first so many; empty for all
 * @param tokens the longest reply
 */
record PolicyPrompts(String data, Optional<Integer> items, int tokens) {

  /** Whether they lie in the run of a policy. */
  boolean ofTheRun() {
    return data.equals(World.MINIATURE);
  }

  /** The data as an input. */
  String described() {
    return Place.data(Optional.of(data));
  }

  /**
   * @param policy whose run has them
   * @param name of the file in the data of the run
   */
  Path file(Place place, String policy, String name) {
    return ofTheRun()
        ? place.folder(policy).resolve(TrainingPiece.RUN).resolve("data").resolve(name)
        : Path.of(data);
  }

  /**
   * The prompts.
   *
   * @param gold whether each must have its answer
   * @throws InvalidInput if the file is missing, or an answer is
   */
  List<Asked> read(Path file, boolean gold) {
    List<Asked> all = Asked.read(file);
    List<Asked> some = all.subList(0, Math.min(items.orElse(all.size()), all.size()));
    for (Asked one : some) {
      if (gold && one.problem().isEmpty()) {
        throw new InvalidInput(
            "%s: prompt '%s' has no answer, must have one for gold; add the field 'answer'"
                .formatted(file, one.prompt().id()));
      }
    }
    return some;
  }

  /** How replies to them are drawn. */
  record Draw(double temperature, int samples, Key key) {}

  /** Lets a policy answer them, from where a file of replies ends. */
  List<ReplyList> answer(
      Place place, String policy, List<Asked> asked, Draw draw, Path file, Progress progress)
      throws IOException {
    JudgeOption option = place.option(policy);
    try (ModelOption.Opened opened = option.open(place.judge(policy))) {
      PolicySampling sampling =
          new PolicySampling(
              new Policy(opened.folder().chat(), opened.folder().tokenizer()),
              new RolloutEngine(
                  opened.folder().model(),
                  opened.folder().tokenizer()::isEnd,
                  place.judging().rows(),
                  opened.manager()),
              new Sampling(draw.temperature(), tokens),
              draw.samples(),
              place.judging().rows(),
              draw.key());
      sampling.check(asked, Path.of(data));
      progress.start(file.getFileName().toString(), 0, asked.size());
      sampling.fill(
          file,
          asked,
          done -> {
            progress.step(done, "prompts");
            place.checkStop();
          });
    }
    return ReplyList.read(file);
  }
}
