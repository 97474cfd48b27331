package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Evaluation.Item;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {

  private static final Sampling SAMPLING = new Sampling(1, 6);
  private static final Key KEY = Key.of(7, "held-out");
  private static final Pair ONE = new Pair("one", "math", "2+2=?", "4", "5", Side.FIRST);
  private static final Pair TWO = new Pair("two", "sort", "sort 3 1 2", "3 2", "1 2", Side.SECOND);
  private static final Pair EQUAL = new Pair("equal", "math", "1+1=?", "2", "2", Side.FIRST);

  @TempDir static Path folder;
  private static TinyJudge judge;

  @BeforeAll
  static void open() {
    judge = TinyJudge.open(folder, SAMPLING);
  }

  @AfterAll
  static void close() {
    judge.close();
  }

  /** A third of all tokens ends a completion: some stop, some are cut off. */
  private static RolloutEngine engine() {
    return judge.engine(id -> id % 3 == 0);
  }

  @Test
  void eachPairIsShownAsItIsThenSwapped() {
    List<Item> items = judged(List.of(ONE, TWO), SAMPLING, KEY);
    assertEquals(
        List.of(ONE, ONE.swapped(), TWO, TWO.swapped()), items.stream().map(Item::shown).toList());
  }

  @Test
  void eachItemIsWhatTheJudgeSaysOfWhatWasShown() {
    Sampling greedy = SAMPLING.greedy();
    for (Item item : judged(List.of(ONE, TWO), greedy, KEY)) {
      Request alone = new Request(judge.format().prompt(item.shown()), Key.of(0, "unused"));
      assertEquals(
          judge.format().read(engine().generate(List.of(alone), 1, greedy).get(0).get(0)),
          item.judgement());
      assertEquals(Outcome.of(item.judgement().verdict(), item.shown().gold()), item.outcome());
    }
  }

  @Test
  void aPairsJudgementsDoNotDependOnThePairsAfterIt() {
    List<Item> alone = judged(List.of(ONE), SAMPLING, KEY);
    List<Item> among = judged(List.of(ONE, TWO, EQUAL), SAMPLING, KEY);
    assertEquals(alone, among.subList(0, 2));
  }

  @Test
  void theTwoOrdersAreDrawnApart() {
    // the two prompts are one text: only the keys differ
    List<Item> items = judged(List.of(EQUAL), SAMPLING, KEY);
    assertNotEquals(items.get(0).judgement().text(), items.get(1).judgement().text());
    List<Item> other = judged(List.of(EQUAL), SAMPLING, KEY.with(1));
    assertNotEquals(items, other);
  }

  private List<Item> judged(List<Pair> pairs, Sampling sampling, Key key) {
    return Evaluation.of(new TokenAsker(judge.format(), engine(), sampling), pairs, key).items();
  }
}
