package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.HeldOut.Item;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
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

  private static NDManager manager;
  private static ModelFolder model;
  private static Judge judge;
  private static RolloutEngine engine;

  @BeforeAll
  static void open() {
    MiniatureModelFolder.write(folder);
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    model =
        ModelFolder.open(
            ModelSource.of(folder).initialised(Key.of(1, "initialisation")), Device.cpu(), manager);
    judge =
        new Judge(
            new JudgeSettings(JudgeTemplate.named("compact"), true, SAMPLING),
            model.chat(),
            model.tokenizer());
    // a third of all tokens ends a completion: some stop, some are cut off
    engine = new RolloutEngine(model.model(), id -> id % 3 == 0, 64, manager);
  }

  @AfterAll
  static void close() {
    model.close();
    manager.close();
  }

  @Test
  void eachPairIsShownAsItIsThenSwapped() {
    List<Item> items = new HeldOut(judge, engine, List.of(ONE, TWO)).judge(SAMPLING, KEY);
    assertEquals(
        List.of(ONE, ONE.swapped(), TWO, TWO.swapped()), items.stream().map(Item::shown).toList());
  }

  @Test
  void eachItemIsWhatTheJudgeSaysOfWhatWasShown() {
    Sampling greedy = SAMPLING.greedy();
    for (Item item : new HeldOut(judge, engine, List.of(ONE, TWO)).judge(greedy, KEY)) {
      Request alone = new Request(judge.prompt(item.shown()), Key.of(0, "unused"));
      assertEquals(
          judge.read(engine.generate(List.of(alone), 1, greedy).get(0).get(0)), item.judgement());
      assertEquals(Outcome.of(item.judgement().verdict(), item.shown().gold()), item.outcome());
    }
  }

  @Test
  void aPairsJudgementsDoNotDependOnThePairsAfterIt() {
    List<Item> alone = new HeldOut(judge, engine, List.of(ONE)).judge(SAMPLING, KEY);
    List<Item> among = new HeldOut(judge, engine, List.of(ONE, TWO, EQUAL)).judge(SAMPLING, KEY);
    assertEquals(alone, among.subList(0, 2));
  }

  @Test
  void theTwoOrdersAreDrawnApart() {
    // the two prompts are one text: only the keys differ
    List<Item> items = new HeldOut(judge, engine, List.of(EQUAL)).judge(SAMPLING, KEY);
    assertNotEquals(items.get(0).judgement().text(), items.get(1).judgement().text());
    List<Item> other = new HeldOut(judge, engine, List.of(EQUAL)).judge(SAMPLING, KEY.with(1));
    assertNotEquals(items, other);
  }
}
