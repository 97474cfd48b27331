package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;

/** Measures a judge on pairs with gold, each shown in both orders. */
public final class HeldOut {

  private final Judge judge;
  private final RolloutEngine engine;
  private final List<Pair> pairs;

  /**
   * @param pairs what is judged; each is shown as it is and swapped
   */
  public HeldOut(Judge judge, RolloutEngine engine, List<Pair> pairs) {
    this.judge = judge;
    this.engine = engine;
    this.pairs = pairs;
  }

  /** One judgement of a pair in one order. */
  public record Item(Pair shown, Judgement judgement, Outcome outcome) {}

  /**
   * @param key what the draws depend on
   * @return the items in order, each pair as it is, then swapped
   */
  public List<Item> judge(Sampling sampling, Key key) {
    List<Pair> shown = new ArrayList<>();
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      for (Pair pair : List.of(pairs.get(i), pairs.get(i).swapped())) {
        shown.add(pair);
        requests.add(new Request(judge.prompt(pair), key.with(i).with(shown.size() % 2)));
      }
    }
    List<List<Rollout>> rollouts = engine.generate(requests, 1, sampling);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      Judgement judgement = judge.read(rollouts.get(i).get(0));
      Pair pair = shown.get(i);
      items.add(new Item(pair, judgement, Outcome.of(judgement.verdict(), pair.gold())));
    }
    return items;
  }
}
