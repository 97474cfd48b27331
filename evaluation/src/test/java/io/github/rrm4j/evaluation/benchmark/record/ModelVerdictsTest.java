package io.github.rrm4j.evaluation.benchmark.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.judging.Asker;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.TinyJudge;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random weights: nothing can be read, but every judgement has its tokens and its time. */
class ModelVerdictsTest {

  private static final Sampling SAMPLING = new Sampling(1, 12);

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

  private static ModelVerdicts verdicts(int votes) {
    return new ModelVerdicts(judge.asker(id -> id % 20 == 0), votes, Key.of(1, "evaluation"));
  }

  private static PresentedPair showing(int i, Order order) {
    return new PresentedPair(Comparison.better("p" + i, "s", "2 + " + i, "3", "4"), order);
  }

  /** Without the seconds, which differ from call to call. */
  private static List<String> said(List<Sample> samples) {
    List<String> said = new ArrayList<>();
    for (Sample sample : samples) {
      said.add(sample.answer() + " " + sample.thinkingTokens() + " " + sample.tokens());
    }
    return said;
  }

  @Test
  void whatIsSaidOfAShowingDoesNotDependOnThoseBesideIt() {
    List<PresentedPair> showings = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      showings.add(showing(i, i % 2 == 0 ? Order.GIVEN : Order.SWAPPED));
    }
    List<List<Sample>> together = verdicts(3).judge(showings);
    for (int i = 0; i < showings.size(); i++) {
      List<Sample> alone = verdicts(3).judge(List.of(showings.get(i))).get(0);
      assertEquals(said(alone), said(together.get(i)));
      assertEquals(3, alone.size());
    }
    assertTrue(
        together.stream().map(ModelVerdictsTest::said).distinct().count() > 1,
        "showings have draws of their own");
  }

  @Test
  void everyJudgementHasItsTokensAndTimeAndNoProbabilityWithoutAVerdict() {
    for (Sample sample : verdicts(4).judge(List.of(showing(1, Order.GIVEN))).get(0)) {
      assertTrue(sample.answer() == Answer.MALFORMED || sample.answer() == Answer.TRUNCATED);
      assertTrue(sample.tokens().getAsInt() >= 1 && sample.tokens().getAsInt() <= 12);
      assertTrue(sample.seconds().getAsDouble() > 0);
      assertTrue(sample.probability().isEmpty());
    }
  }

  @Test
  void severalVotesWithoutATemperatureAreRefused() {
    Asker greedy = judge.asker(id -> true, SAMPLING.greedy());
    assertThrows(InvalidInput.class, () -> new ModelVerdicts(greedy, 2, Key.of(1, "evaluation")));
  }
}
