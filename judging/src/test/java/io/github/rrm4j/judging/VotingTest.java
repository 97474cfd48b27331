package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Voting.Orders;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random weights give no readable verdict; who is malformed and who truncated tells votes apart.
 */
class VotingTest {

  private static final Sampling SAMPLING = new Sampling(1, 12);

  @TempDir static Path folder;
  private static NDManager manager;
  private static ModelFolder model;
  private static Judge judge;

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
  }

  @AfterAll
  static void close() {
    model.close();
    manager.close();
  }

  private static Voting voting(int votes, Orders orders) {
    RolloutEngine engine = new RolloutEngine(model.model(), id -> id % 20 == 0, 64, manager);
    return new Voting(judge, engine, SAMPLING, votes, orders);
  }

  private static List<OpenPair> pairs(int from, int to) {
    List<OpenPair> pairs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      pairs.add(new OpenPair("p" + i, "2 + " + i, "3", "4", Optional.of(Side.FIRST)));
    }
    return pairs;
  }

  @Test
  void theOrdersGetTheVotesThatTheyAreToGet() {
    for (int votes : new int[] {1, 4, 5}) {
      for (Ballot ballot : voting(votes, Orders.GIVEN).judge(pairs(0, 3), Key.of(1, "v"))) {
        assertEquals(votes, ballot.given().judgements());
        assertEquals(0, ballot.swapped().judgements());
      }
      for (Ballot ballot : voting(votes, Orders.BOTH).judge(pairs(0, 3), Key.of(1, "v"))) {
        assertEquals(votes, ballot.given().judgements());
        assertEquals(votes, ballot.swapped().judgements());
      }
    }
    for (Ballot ballot : voting(4, Orders.HALF).judge(pairs(0, 3), Key.of(1, "v"))) {
      assertEquals(2, ballot.given().judgements());
      assertEquals(2, ballot.swapped().judgements());
    }
    long given =
        voting(1, Orders.HALF).judge(pairs(0, 40), Key.of(1, "v")).stream()
            .filter(ballot -> ballot.given().judgements() == 1)
            .count();
    assertTrue(given >= 10 && given <= 30, "a coin decides who gets the odd vote: " + given);
  }

  @Test
  void aPairGetsTheSameVotesAloneAndAmongOthers() {
    for (Orders orders : Orders.values()) {
      List<Ballot> all = voting(3, orders).judge(pairs(0, 12), Key.of(1, "v"));
      List<Ballot> some = voting(3, orders).judge(pairs(5, 8), Key.of(1, "v"));
      assertEquals(all.subList(5, 8), some);
      assertFalse(all.equals(voting(3, orders).judge(pairs(0, 12), Key.of(2, "v"))));
    }
  }

  @Test
  void votesOfTheOtherOrderCountForTheSidesOfThisOne() {
    MajorityVote given = new MajorityVote(3, 1, 0, 0);
    MajorityVote other = new MajorityVote(1, 3, 0, 1);
    Ballot agree = new Ballot(pairs(0, 1).get(0), given, other.swapped(), 80, 0);
    assertEquals(new MajorityVote(6, 2, 0, 1), agree.all());
    assertTrue(agree.consistent());
    assertEquals(Optional.of(true), agree.correct());
    assertEquals(80.0 / 9, agree.thinkingMean());
    Ballot biased = new Ballot(pairs(0, 1).get(0), given, given.swapped(), 80, 0);
    assertEquals(MajorityVote.Result.TIE, biased.result());
    assertFalse(biased.consistent());
    assertEquals(Optional.of(false), biased.correct());
  }

  @Test
  void votesThatWouldAllBeTheSameAreRefused() {
    RolloutEngine engine = new RolloutEngine(model.model(), id -> false, 64, manager);
    InvalidInput error =
        assertThrows(
            InvalidInput.class, () -> new Voting(judge, engine, SAMPLING.greedy(), 5, Orders.BOTH));
    assertTrue(error.getMessage().contains("5 at temperature 0"), error.getMessage());
    new Voting(judge, engine, SAMPLING.greedy(), 1, Orders.BOTH);
    new Voting(judge, engine, SAMPLING.greedy(), 2, Orders.HALF);
  }
}
