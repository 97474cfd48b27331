package io.github.rrm4j.trainer.judge;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.trainer.grpo.BatchSampler;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.grpo.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which pairs a step asks about and how: in one order, decided by a coin, or in both, next to each
 * other, and with a target length of thinking if there is one. Everything is a function of the
 * step.
 *
 * @param targets from which the target of each prompt is drawn
 * @param sampler draws the pairs; its key decides the coins and the targets too
 */
public record JudgePrompts(
    List<Pair> pairs,
    JudgeFormat judge,
    GrpoSettings.Batch settings,
    Optional<TargetLength> targets,
    BatchSampler sampler) {

  List<JudgePrompt> of(Round round) {
    PairOrders orders = settings.orders();
    int size = settings.prompts() * orders.promptsOfGroup() / orders.promptsOfPair(); // pairs
    int[] indices = sampler.indices(round, size);
    Key own = sampler.key(round);
    long step = round.step();
    List<JudgePrompt> prompts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean swap = own.with("swap").with(step).uniform(i) < 0.5;
      Pair pair = pairs.get(indices[i]);
      Pair first = swap ? pair.swapped() : pair;
      prompts.add(prompt(first, own, step, prompts.size()));
      if (orders.promptsOfPair() == 2) {
        prompts.add(prompt(first.swapped(), own, step, prompts.size()));
      }
    }
    return prompts;
  }

  private JudgePrompt prompt(Pair pair, Key own, long step, int index) {
    Key sampling = own.with("sample").with(step).with(index);
    if (targets.isEmpty()) {
      Request request = new Request(judge.prompt(pair), sampling);
      return new JudgePrompt(pair, judge, request, OptionalInt.empty());
    }
    int group = index / settings.orders().promptsOfGroup(); // whose completions are compared
    int target = targets.get().draw(own.with("target").with(step).with(group));
    JudgeFormat asking = judge.telling(targets.get().told(target));
    Request request = new Request(asking.prompt(pair), sampling);
    return new JudgePrompt(pair, asking, request, OptionalInt.of(target));
  }
}
