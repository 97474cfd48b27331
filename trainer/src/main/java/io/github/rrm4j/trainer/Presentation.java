package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.rewards.length.TargetLength;
import io.github.rrm4j.rollout.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which pairs a step asks about and how: in one order that a coin decides or in both, and with a
 * target of thinking where there is one. Everything is a function of the step.
 */
final class Presentation {

  /**
   * A pair as it is asked about.
   *
   * @param judge whose words are used
   * @param target tokens of thinking that the prompt tells
   */
  record Asked(Pair pair, JudgeFormat judge, Request request, OptionalInt target) {}

  private final List<Pair> pairs;
  private final JudgeFormat judge;
  private final GrpoSettings.Batch settings;
  private final Optional<TargetLength> targets;
  private final Key key;
  private final Turns turns;

  Presentation(
      List<Pair> pairs,
      JudgeFormat judge,
      GrpoSettings.Batch settings,
      Optional<TargetLength> targets,
      Key key) {
    this.pairs = pairs;
    this.judge = judge;
    this.settings = settings;
    this.targets = targets;
    this.key = key;
    this.turns = new Turns(key, pairs.size(), settings.refill().rounds());
  }

  /**
   * The prompts of a step.
   *
   * @param round 0 for the pairs whose turn it is; others refill the step
   */
  List<Asked> of(long step, int round) {
    int orders = settings.bothOrders() ? 2 : 1;
    int size = settings.prompts() / orders;
    int[] indices = turns.of(step, round, size);
    Key own = turns.key(key, round);
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean swap = own.with("swap").with(step).uniform(i) < 0.5;
      Pair pair = pairs.get(indices[i]);
      Pair first = swap ? pair.swapped() : pair;
      asked.add(asked(first, own, step, asked.size()));
      if (settings.bothOrders()) {
        asked.add(asked(first.swapped(), own, step, asked.size()));
      }
    }
    return asked;
  }

  private Asked asked(Pair pair, Key own, long step, int prompt) {
    Key sampling = own.with("sample").with(step).with(prompt);
    if (targets.isEmpty()) {
      return new Asked(pair, judge, new Request(judge.prompt(pair), sampling), OptionalInt.empty());
    }
    int target = targets.get().draw(own.with("target").with(step).with(prompt));
    JudgeFormat told = judge.telling(targets.get().told(target));
    return new Asked(pair, told, new Request(told.prompt(pair), sampling), OptionalInt.of(target));
  }
}
