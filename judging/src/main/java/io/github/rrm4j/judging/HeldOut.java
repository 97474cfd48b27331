package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;

/** Measures a judge on pairs with gold, each shown in both orders. */
public final class HeldOut {

  private final JudgeFormat judge;
  private final RolloutEngine engine;
  private final List<Pair> pairs;

  /**
   * @param pairs what is judged; each is shown as it is and swapped
   */
  public HeldOut(JudgeFormat judge, RolloutEngine engine, List<Pair> pairs) {
    this.judge = judge;
    this.engine = engine;
    this.pairs = pairs;
  }

  /** One judgement of a pair in one order. */
  public record Item(Pair shown, Judgement judgement, Outcome outcome) {}

  /**
   * Judges every pair once in each order.
   *
   * @param key what the draws depend on, with the place of the pair; the pair as it is draws from
   *     1, the other order from 0
   * @return the items in order, each pair as it is, then swapped
   */
  public List<Item> judge(Sampling sampling, Key key) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      OpenPair pair = OpenPair.of(pairs.get(i));
      questions.add(new Question(pair, Order.GIVEN, key.with(i).with(1)));
      questions.add(new Question(pair, Order.SWAPPED, key.with(i).with(0)));
    }
    List<List<JudgedRollout>> judged = new Asker(judge, engine, sampling).ask(questions, 1);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      Judgement judgement = judged.get(i).get(0).judgement();
      Pair pair = pairs.get(i / 2);
      Pair shown = i % 2 == 0 ? pair : pair.swapped();
      items.add(new Item(shown, judgement, Outcome.of(judgement.verdict(), shown.gold())));
    }
    return items;
  }
}
